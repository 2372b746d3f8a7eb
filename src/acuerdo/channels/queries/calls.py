"""Calls to other systems: what became of them, when the next is due, and the keys that sign them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from acuerdo.channels.enums import CallState
from acuerdo.channels.models import CallKey, OutgoingCall
from acuerdo.channels.rules.calls import KEY_OVERLAP, allowed_hosts, signing_generations

KEY_LABEL = "acuerdo.channels.outgoing-call"
HOSTS = "ACUERDO_WEBHOOK_HOSTS"
# A list says "more than" beyond it: nobody pages through that many.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call as lists show it; `status` is the last HTTP answer, 0 for none."""

    id: int
    sender: str
    url: str
    creditor_id: int
    case_id: int
    state: CallState
    attempts: int
    status: int
    error: str
    queued_at: datetime
    next_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of calls; `total` counts up to `MOST_COUNTED`."""

    lines: Sequence[CallLine]
    total: int


@dataclass(frozen=True, slots=True)
class CallDetail:
    """One call with what it says (json text)."""

    line: CallLine
    body: str


@dataclass(frozen=True, slots=True)
class SenderKey:
    """The key that signs a sender's calls, as hex; the one before signs too until `previous_until`, if that is set."""

    key: str
    rotated_at: datetime | None
    previous_until: datetime | None


def hosts() -> list[str]:
    """The hosts that may be called, from the environment; none unless listed."""
    return sorted(allowed_hosts(os.environ.get(HOSTS, "")))


def signing_keys(senders: Iterable[str], *, now: datetime) -> dict[str, list[bytes]]:
    """The secrets that sign the calls of these strategies (their keys) now, newest first."""
    wanted = set(senders)
    rows = {row.sender: row for row in CallKey.objects.filter(sender__in=wanted)}
    found = {sender: [_secret(sender, 0)] for sender in wanted}
    for sender, row in rows.items():
        generations = signing_generations(generation=row.generation, rotated_at=row.rotated_at, now=now)
        found[sender] = [_secret(sender, each) for each in generations]
    return found


def sender_key(*, sender: str, now: datetime) -> SenderKey:
    """The secret of a strategy (its key), for whoever sets up the other side: an administrator, nobody else."""
    row = CallKey.objects.filter(sender=sender).first()
    if row is None:
        return SenderKey(_secret(sender, 0).decode(), None, None)
    until = row.rotated_at + KEY_OVERLAP
    return SenderKey(_secret(sender, row.generation).decode(), row.rotated_at, until if now < until else None)


def next_call_at() -> datetime | None:
    """When the next call is due; None if none is waiting."""
    waiting = OutgoingCall.objects.filter(state=CallState.QUEUED).order_by("next_at")
    return waiting.values_list("next_at", flat=True).first()


def calls(
    *, creditor_ids: Sequence[int], sender: str = "", state: str = "", offset: int = 0, limit: int = 100
) -> CallPage:
    """Calls about cases of these creditors, newest first, of one strategy (its key) or in one state if asked for."""
    found = OutgoingCall.objects.filter(creditor_id__in=creditor_ids)
    if sender:
        found = found.filter(sender=sender)
    if state:
        found = found.filter(state=state)
    total = found.order_by()[:MOST_COUNTED].count()
    return CallPage([_line(row) for row in found.order_by("-pk").defer("body")[offset : offset + limit]], total)


def call_detail(*, call_id: int, creditor_ids: Sequence[int]) -> CallDetail | None:
    """One call with its body; None if there is none about a case of these creditors."""
    row = OutgoingCall.objects.filter(pk=call_id, creditor_id__in=creditor_ids).first()
    return CallDetail(_line(row), row.body) if row else None


def senders(*, creditor_ids: Sequence[int]) -> list[str]:
    """The strategies (their keys) that have called about cases of these creditors."""
    found = OutgoingCall.objects.filter(creditor_id__in=creditor_ids).order_by("sender")
    return list(found.values_list("sender", flat=True).distinct())


def _line(row: OutgoingCall) -> CallLine:
    return CallLine(
        id=row.pk,
        sender=row.sender,
        url=row.url,
        creditor_id=row.creditor_id,
        case_id=row.case_id,
        state=CallState(row.state),
        attempts=row.attempts,
        status=row.status,
        error=row.error,
        queued_at=row.queued_at,
        next_at=row.next_at,
        done_at=row.done_at,
    )


def _secret(sender: str, generation: int) -> bytes:
    # Keys of strategies are slugs, so the colon keeps generations and senders apart.
    name = f"{sender}:{generation}" if generation else sender
    return salted_hmac(KEY_LABEL, name, algorithm="sha256").hexdigest().encode()
