"""Whose phones and inboxes the sandbox page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from acuerdo.channels.models import Message


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """A person who received something in the sandbox."""

    debtor_id: int
    messages: int
    last_at: datetime


def sandbox_people(*, creditor_ids: Sequence[int], limit: int = 100) -> list[SandboxPerson]:
    """The people the sandbox wrote to last, newest first."""
    rows = (
        Message.objects.filter(provider="sandbox", creditor_id__in=creditor_ids, sent_at__isnull=False)
        .values("debtor_id")
        .annotate(messages=Count("id"), last_at=Max("sent_at"))
        .order_by("-last_at")[:limit]
    )
    return [SandboxPerson(row["debtor_id"], row["messages"], row["last_at"]) for row in rows]
