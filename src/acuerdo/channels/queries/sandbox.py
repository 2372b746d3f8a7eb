"""Whose phones and inboxes the sandbox page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db.models import Count, Max

from acuerdo.channels.models import Message
from acuerdo.channels.providers import provider_for
from acuerdo.kernel.frames import INSTANT, read_frame


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """A person who received something in the sandbox."""

    debtor_id: int
    messages: int
    last_at: datetime


def stays_in_sandbox(channel: str) -> bool:
    """Whether what is sent on a channel never leaves this machine; raises `UnknownProvider`."""
    return provider_for(channel).name == "sandbox"


def sandbox_people(*, creditor_ids: Sequence[int], limit: int = 100) -> list[SandboxPerson]:
    """The people the sandbox wrote to last, newest first."""
    rows = (
        Message.objects.filter(provider="sandbox", creditor_id__in=creditor_ids, sent_at__isnull=False)
        .values("debtor_id")
        .annotate(messages=Count("id"), last_at=Max("sent_at"))
        .order_by("-last_at")[:limit]
    )
    return [SandboxPerson(row["debtor_id"], row["messages"], row["last_at"]) for row in rows]


def sandbox_arrivals(*, after: datetime, until: datetime) -> pl.DataFrame:
    """What the sandbox delivered after one instant and up to another: one row a message, in the order of sending."""
    return read_frame(
        _ARRIVALS,
        {"after": after, "until": until},
        schema={
            "message_id": pl.Int64,
            "debtor_id": pl.Int64,
            "creditor_id": pl.Int64,
            "case_id": pl.Int64,
            "contact_point_id": pl.Int64,
            "channel": pl.String,
            "tone": pl.String,
            "sent_at": INSTANT,
        },
    )


_ARRIVALS = """
    SELECT id AS message_id, debtor_id, creditor_id, case_id, contact_point_id, channel, tone, sent_at
    FROM channels_message
    WHERE provider = 'sandbox' AND purpose = 'collection' AND sent_at > %(after)s AND sent_at <= %(until)s
    ORDER BY sent_at, id
"""
