"""What happens to messages after they left: delivered, opened, clicked, bounced, answered, unsubscribed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acuerdo.channels.events import MessageEventsRecorded
from acuerdo.kernel.events import publish_many

_INSERT = """
    INSERT INTO channels_messageevent (message_id, debtor_id, kind, at, detail, provider_event)
    SELECT m.id, m.debtor_id, h.kind, h.at, h.detail::jsonb, h.once
    FROM unnest(%(ids)s::bigint[], %(kinds)s::text[], %(at)s::timestamptz[], %(details)s::text[], %(once)s::text[])
        AS h(id, kind, at, detail, once)
    JOIN channels_message m ON m.id = h.id
    ORDER BY h.once
    ON CONFLICT DO NOTHING
    RETURNING id, message_id, kind
"""
_WHOSE = """
    SELECT id, debtor_id, creditor_id, COALESCE(enrolment_id, 0) FROM channels_message WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `once` names it, so that it counts once however often we hear of it.

    Without a name the first of its kind counts for each message.
    """

    message_id: int
    kind: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)
    once: str = ""

    @property
    def name(self) -> str:
        return self.once or f"{self.kind}:{self.message_id}"


def record_events(happenings: Sequence[Happening], *, now: datetime) -> list[int]:
    """Write what is new of these and tell everybody; returns the new events' ids. Unknown messages are left out."""
    if not happenings:
        return []
    with transaction.atomic(savepoint=False):
        new = _insert(happenings)
        if not new:
            return []
        whose = _owners({row[1] for row in new})
        news = [_news(kind, [row for row in new if row[2] == kind], whose) for kind in sorted({row[2] for row in new})]
        publish_many(news, now=now)
    return [row[0] for row in new]


_New = tuple[int, int, str]
_Owner = tuple[int, int, int]


def _insert(happenings: Sequence[Happening]) -> list[_New]:
    values: dict[str, Any] = {
        "ids": [one.message_id for one in happenings],
        "kinds": [str(one.kind) for one in happenings],
        "at": [one.at for one in happenings],
        "details": [json.dumps(one.detail) for one in happenings],
        "once": [one.name for one in happenings],
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return sorted(cursor.fetchall())


def _owners(message_ids: set[int]) -> dict[int, _Owner]:
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, [sorted(message_ids)])
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


def _news(kind: str, rows: Sequence[_New], whose: Mapping[int, _Owner]) -> MessageEventsRecorded:
    owners = [whose[message_id] for _, message_id, _ in rows]
    return MessageEventsRecorded(
        kind=kind,
        event_ids=tuple(event_id for event_id, _, _ in rows),
        message_ids=tuple(message_id for _, message_id, _ in rows),
        debtor_ids=tuple(owner[0] for owner in owners),
        creditor_ids=tuple(owner[1] for owner in owners),
        enrolment_ids=tuple(owner[2] for owner in owners),
    )
