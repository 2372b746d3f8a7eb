"""Calls to other systems: queued with what caused them, sent at least once, retried for a day.

Claim, send, record: a call is claimed by putting its next attempt off, so a worker that dies leaves it to another. The
receiver tells repeats by `Acuerdo-Delivery`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import polars as pl
from django.db import connection, transaction

from acuerdo.channels.enums import CallState
from acuerdo.channels.models import CallKey, OutgoingCall
from acuerdo.channels.queries.calls import hosts, signing_keys
from acuerdo.channels.rules.calls import (
    LEASE,
    is_taken,
    may_be_retried,
    next_attempt,
    signature,
    why_refused,
)
from acuerdo.kernel.audit import Actor, Entry, record
from acuerdo.kernel.frames import copy_frame

CHANNEL = "acuerdo_calls"
TIMEOUT_SECONDS = 10.0
BATCH = 50
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt; `status` 0: nobody answered, `detail` says how."""

    call_id: int
    status: int
    detail: str = ""


class CannotRetry(Exception):
    """The other side has it already (`done`), or the call is not allowed (the reason of `rules.calls.why_refused`)."""


def queue_calls(calls: pl.DataFrame, *, now: datetime) -> int:
    """Put calls on their way; returns how many will be tried. In the caller's transaction.

    `calls`: sender (key of the strategy, whose key signs), url, body (json text), and debtor_id, creditor_id, case_id.
    One to a host that is not allowed is kept as refused with the reason, so that it can be seen.
    """
    if calls.is_empty():
        return 0
    allowed = hosts()
    reasons = {url: why_refused(url, allowed=allowed) for url in calls["url"].unique().to_list()}
    error = pl.col("url").replace_strict(reasons, return_dtype=pl.String)
    state = pl.when(pl.col("error") == "").then(pl.lit(str(CallState.QUEUED))).otherwise(pl.lit(str(CallState.REFUSED)))
    rows = calls.select("sender", "url", "body", "debtor_id", "creditor_id", "case_id", error.alias("error"))
    rows = rows.with_columns(
        state.alias("state"),
        pl.lit(0, pl.Int16).alias("attempts"),
        pl.lit(0, pl.Int16).alias("status"),
        pl.lit(now).alias("queued_at"),
        pl.lit(now).alias("next_at"),
    )
    copy_frame("channels_outgoingcall", rows)
    queued = int((rows["state"] == str(CallState.QUEUED)).sum())
    if queued:
        _wake_sender()
    return queued


def send_calls(*, now: datetime, limit: int = BATCH) -> int:
    """Try calls that are due, several at once; returns how many. Networks are waited for outside transactions."""
    claimed = _claim(now, limit)
    if not claimed:
        return 0
    # Read here: the threads wait for networks and ask the database nothing.
    allowed, keys = hosts(), signing_keys({call.sender for call in claimed}, now=now)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda call: _try(call, allowed, keys[call.sender], now), claimed))
    _record(claimed, answers, now)
    return len(claimed)


def retry_call(*, call_id: int, actor: Actor, now: datetime) -> None:
    """Try a call that was given up, or not allowed, or that waits, at once; it has another day from now.

    The receiver gets the same delivery number as before. Raises CannotRetry.
    """
    with transaction.atomic():
        call = OutgoingCall.objects.select_for_update().get(pk=call_id)
        if call.state == CallState.DONE:
            raise CannotRetry("done")
        if refused := why_refused(call.url, allowed=hosts()):
            raise CannotRetry(refused)
        before = {"state": call.state, "attempts": call.attempts, "status": call.status}
        call.state, call.attempts, call.error = CallState.QUEUED, 0, ""
        call.queued_at = call.next_at = now
        call.done_at = None
        call.save(update_fields=["state", "attempts", "error", "queued_at", "next_at", "done_at"])
        _note("retried", call.pk, actor, now, before=before, creditor_id=call.creditor_id, debtor_id=call.debtor_id)
        _wake_sender()


def rotate_key(*, sender: str, actor: Actor, now: datetime) -> None:
    """Sign the calls of a strategy (its key) with a new key; for a day the old one signs as well.

    Whoever rotates twice within the day ends the first key at once.
    """
    with transaction.atomic():
        key, _ = CallKey.objects.select_for_update().get_or_create(sender=sender, defaults={"rotated_at": now})
        key.generation, key.rotated_at = key.generation + 1, now
        key.save(update_fields=["generation", "rotated_at"])
        _note("key_rotated", key.pk, actor, now, after={"sender": sender, "generation": key.generation})


def _wake_sender() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def _note(
    what: str,
    key: int,
    actor: Actor,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    creditor_id: int | None = None,
    debtor_id: int | None = None,
) -> None:
    entry = Entry(
        action=f"channels.call.{what}",
        obj_type="channels.call",
        obj_id=key,
        actor=actor,
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        before=before,
        after=after,
    )
    record(entry, at=now)


def _claim(now: datetime, limit: int) -> list[OutgoingCall]:
    with transaction.atomic():
        due = OutgoingCall.objects.select_for_update(skip_locked=True).filter(state=CallState.QUEUED, next_at__lte=now)
        claimed = list(due.order_by("next_at", "pk")[:limit])
        for call in claimed:
            call.next_at, call.attempts = now + LEASE, call.attempts + 1
        OutgoingCall.objects.bulk_update(claimed, ["next_at", "attempts"])
    return claimed


def _try(call: OutgoingCall, allowed: Sequence[str], keys: Sequence[bytes], now: datetime) -> Answer:
    # The list may have been shortened since the call was queued.
    if refused := why_refused(call.url, allowed=allowed):
        return Answer(call.pk, 0, refused)
    body = call.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Acuerdo",
        "Acuerdo-Delivery": str(call.pk),
        "Acuerdo-Signature": signature(keys=keys, body=body, at=now),
    }
    try:
        return Answer(call.pk, _post(call.url, body, headers))
    except (OSError, HTTPException) as failure:
        return Answer(call.pk, 0, f"{type(failure).__name__}: {failure}")


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        line.request("POST", target, body=body, headers=headers)
        return line.getresponse().status
    finally:
        line.close()


def _record(calls: Sequence[OutgoingCall], answers: Sequence[Answer], now: datetime) -> None:
    for call, answer in zip(calls, answers, strict=True):
        call.status, call.error = answer.status, answer.detail[:300]
        _settle(call, answer, now)
    OutgoingCall.objects.bulk_update(calls, ["status", "error", "state", "next_at", "done_at"])


def _settle(call: OutgoingCall, answer: Answer, now: datetime) -> None:
    if is_taken(answer.status):
        call.state, call.done_at = CallState.DONE, now
        return
    again = next_attempt(attempts=call.attempts, queued_at=call.queued_at, now=now)
    if answer.detail in _FINAL:
        call.state, call.done_at = CallState.REFUSED, now
    elif again is None or not may_be_retried(answer.status):
        call.state, call.done_at = CallState.FAILED, now
    else:
        call.next_at = again


_FINAL = frozenset({"bad_address", "not_encrypted", "host_not_allowed"})
