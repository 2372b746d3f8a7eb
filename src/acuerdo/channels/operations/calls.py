"""Calls to other systems: queued with what caused them, sent at least once, retried for a day.

Claim, send, record: a call is claimed by putting its next attempt off, so a worker that dies leaves it to another. The
receiver tells repeats by `Acuerdo-Delivery`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import polars as pl
from django.db import connection, transaction

from acuerdo.channels.enums import CallState
from acuerdo.channels.models import OutgoingCall
from acuerdo.channels.queries.calls import signing_key
from acuerdo.channels.rules.calls import (
    LEASE,
    allowed_hosts,
    is_taken,
    may_be_retried,
    next_attempt,
    signature,
    why_refused,
)
from acuerdo.kernel.frames import copy_frame

CHANNEL = "acuerdo_calls"
HOSTS = "ACUERDO_WEBHOOK_HOSTS"
TIMEOUT_SECONDS = 10.0
BATCH = 50
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt; `status` 0: nobody answered, `detail` says how."""

    call_id: int
    status: int
    detail: str = ""


def queue_calls(calls: pl.DataFrame, *, now: datetime) -> int:
    """Put calls on their way; returns how many will be tried. In the caller's transaction.

    `calls`: sender (key of the strategy, whose key signs), url, body (json text), and debtor_id, creditor_id, case_id.
    One to a host that is not allowed is kept as refused with the reason, so that it can be seen.
    """
    if calls.is_empty():
        return 0
    allowed = allowed_hosts(os.environ.get(HOSTS, ""))
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
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return queued


def send_calls(*, now: datetime, limit: int = BATCH) -> int:
    """Try calls that are due, several at once; returns how many. Networks are waited for outside transactions."""
    claimed = _claim(now, limit)
    if not claimed:
        return 0
    allowed = allowed_hosts(os.environ.get(HOSTS, ""))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda call: _try(call, allowed, now), claimed))
    _record(claimed, answers, now)
    return len(claimed)


def _claim(now: datetime, limit: int) -> list[OutgoingCall]:
    with transaction.atomic():
        due = OutgoingCall.objects.select_for_update(skip_locked=True).filter(state=CallState.QUEUED, next_at__lte=now)
        claimed = list(due.order_by("next_at", "pk")[:limit])
        for call in claimed:
            call.next_at, call.attempts = now + LEASE, call.attempts + 1
        OutgoingCall.objects.bulk_update(claimed, ["next_at", "attempts"])
    return claimed


def _try(call: OutgoingCall, allowed: frozenset[str], now: datetime) -> Answer:
    # The list may have been shortened since the call was queued.
    if refused := why_refused(call.url, allowed=allowed):
        return Answer(call.pk, 0, refused)
    body = call.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Acuerdo",
        "Acuerdo-Delivery": str(call.pk),
        "Acuerdo-Signature": signature(key=signing_key(call.sender), body=body, at=now),
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
