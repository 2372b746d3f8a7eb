"""Calls to other systems: what became of them, when the next is due, and the key that signs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from acuerdo.channels.enums import CallState
from acuerdo.channels.models import OutgoingCall

KEY_LABEL = "acuerdo.channels.outgoing-call"


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call as lists show it; `status` is the last HTTP answer, 0 for none."""

    id: int
    url: str
    case_id: int
    state: CallState
    attempts: int
    status: int
    error: str
    queued_at: datetime
    next_at: datetime


def signing_key(sender: str) -> bytes:
    """The secret that signs the calls of a strategy (its key), as hex: for whoever sets up the other side."""
    return salted_hmac(KEY_LABEL, sender, algorithm="sha256").hexdigest().encode()


def next_call_at() -> datetime | None:
    """When the next call is due; None if none is waiting."""
    waiting = OutgoingCall.objects.filter(state=CallState.QUEUED).order_by("next_at")
    return waiting.values_list("next_at", flat=True).first()


def calls_of(*, sender: str, limit: int = 100) -> list[CallLine]:
    """The latest calls of a strategy (its key), newest first."""
    return [
        CallLine(
            id=row.pk,
            url=row.url,
            case_id=row.case_id,
            state=CallState(row.state),
            attempts=row.attempts,
            status=row.status,
            error=row.error,
            queued_at=row.queued_at,
            next_at=row.next_at,
        )
        for row in OutgoingCall.objects.filter(sender=sender).order_by("-pk")[:limit]
    ]
