"""Everything that happened on a case, merged, newest first, grouped by day, each item with a permanent anchor.

Contexts above cases add their own sources with `add_timeline_source`; cases never read their tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from acuerdo.cases.queries.wording import TASK_TITLE, reading_language

# Each source selects kind, ref, at, data (jsonb) for %(case_id)s, %(debtor_id)s, %(creditor_id)s.
_SOURCES: dict[str, str] = {
    "messages": """
        SELECT 'message' AS kind, m.id AS ref, COALESCE(m.sent_at, m.queued_at) AS at,
               jsonb_build_object('channel', m.channel, 'direction', m.direction, 'status', m.status,
                   'subject', m.subject, 'body', left(m.body, 500), 'purpose', m.purpose, 'address', m.address,
                   'template_version_id', m.template_version_id, 'language', m.language, 'tone', m.tone,
                   'verdict_id', m.verdict_id, 'not_before', m.not_before, 'error', m.error, 'node', m.node,
                   'events', (SELECT jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.at) ORDER BY e.at, e.id)
                              FROM channels_messageevent e WHERE e.message_id = m.id)) AS data
        FROM channels_message m WHERE m.debtor_id = %(debtor_id)s AND m.creditor_id = %(creditor_id)s
    """,
    "payments": """
        SELECT 'payment', p.id, p.received_at,
               jsonb_build_object('amount_cents', p.amount_cents, 'currency', p.currency, 'method', p.method,
                   'provider', p.provider, 'reference', p.reference, 'unallocated_cents', p.unallocated_cents)
        FROM payments_payment p WHERE p.debtor_id = %(debtor_id)s AND p.creditor_id = %(creditor_id)s
    """,
    "promises": """
        SELECT 'promise', p.id, p.made_at,
               jsonb_build_object('amount_cents', p.amount_cents, 'currency', p.currency, 'due_date', p.due_date,
                   'status', p.status, 'made_via', p.made_via, 'settled_at', p.settled_at)
        FROM payments_promise p WHERE p.debtor_id = %(debtor_id)s AND p.creditor_id = %(creditor_id)s
    """,
    "holds": """
        SELECT 'hold', h.id, h.placed_at,
               jsonb_build_object('event', h.event, 'note', h.note, 'placed_by', h.placed_by, 'until', h.until,
                   'lifted_at', h.lifted_at, 'lifted_reason', h.lifted_reason)
        FROM compliance_hold h
        WHERE h.debtor_id = %(debtor_id)s AND (h.creditor_id = %(creditor_id)s OR h.creditor_id IS NULL)
    """,
    "consents": """
        SELECT 'consent', r.id, r.at,
               jsonb_build_object('act', r.act, 'channels', r.channels, 'source', r.source, 'purpose', r.purpose,
                   'address', CASE WHEN r.purpose <> '' THEN p.value ELSE '' END,
                   'proof', CASE WHEN r.purpose <> '' THEN r.proof ELSE '' END)
        FROM compliance_consentrecord r LEFT JOIN portfolio_contactpoint p ON p.id = r.contact_point_id
        WHERE r.debtor_id = %(debtor_id)s
    """,
    "notes": """
        SELECT 'note', n.id, n.at, jsonb_build_object('text', n.text, 'author', u.name)
        FROM cases_note n LEFT JOIN staff_user u ON u.id = n.author_id WHERE n.case_id = %(case_id)s
    """,
    "tasks": f"""
        SELECT 'task', t.id, t.created_at,
               jsonb_build_object('kind', t.kind, 'title', {TASK_TITLE}, 'status', t.status, 'due_at', t.due_at,
                   'done_at', t.done_at)
        FROM cases_task t WHERE t.case_id = %(case_id)s
    """,  # noqa: S608 - a constant
    "stages": """
        SELECT 'stage', s.id, s.at, jsonb_build_object('from', s.from_stage, 'to', s.to_stage, 'reason', s.reason)
        FROM cases_stagechange s WHERE s.case_id = %(case_id)s
    """,
    "visits": """
        SELECT 'visit', v.id, v.at, jsonb_build_object('message_id', v.message_id)
        FROM cases_portalvisit v WHERE v.case_id = %(case_id)s
    """,
    "opened": """
        SELECT 'case_opened', c.id, c.opened_at, '{}'::jsonb FROM cases_case c WHERE c.id = %(case_id)s
    """,
    "closed": """
        SELECT 'case_closed', c.id, c.closed_at, jsonb_build_object('reason', c.close_reason)
        FROM cases_case c WHERE c.id = %(case_id)s AND c.closed_at IS NOT NULL
    """,
}
# What the system noted by itself; screens fold these.
SYSTEM_KINDS = frozenset({"stage", "visit", "decision", "case_opened", "case_closed"})
PAGE = 50


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened: `kind` and `ref` name the row, `data` is what that kind shows."""

    kind: str
    ref: int
    at: datetime
    data: Mapping[str, Any]

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.ref}"

    @property
    def is_system(self) -> bool:
        return self.kind in SYSTEM_KINDS


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """The items of one day at the creditor's place, newest first."""

    day: date
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a timeline; pass `older_than` back as `before` for the next page, None at the end."""

    days: tuple[TimelineDay, ...]
    older_than: str | None


def add_timeline_source(name: str, sql: str) -> None:
    """Let a context above show its rows on timelines: `sql` selects kind, ref, at, data (see the sources here)."""
    _SOURCES[name] = sql


def timeline(
    *,
    case_id: int,
    debtor_id: int,
    creditor_id: int,
    time_zone: str,
    before: str | None = None,
    kinds: Sequence[str] | None = None,
    limit: int = PAGE,
) -> Timeline:
    """Merge what happened on a case, newest first, in one query. `kinds` keeps only these."""
    at, kind, ref = before.split("|") if before else (None, None, None)
    union = " UNION ALL ".join(f"({sql})" for sql in _SOURCES.values())
    parameters = {
        "case_id": case_id,
        "debtor_id": debtor_id,
        "creditor_id": creditor_id,
        "at": at,
        "kind": kind,
        "ref": ref,
        "kinds": None if kinds is None else list(kinds),
        "limit": limit + 1,
        "language": reading_language(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.kind, t.ref, t.at, t.data FROM ({union}) AS t
            WHERE (%(at)s::timestamptz IS NULL
                   OR (t.at, t.kind, t.ref) < (%(at)s::timestamptz, %(kind)s, %(ref)s::bigint))
              AND (%(kinds)s::text[] IS NULL OR t.kind = ANY(%(kinds)s))
            ORDER BY t.at DESC, t.kind DESC, t.ref DESC LIMIT %(limit)s
            """,  # noqa: S608  the sources above
            parameters,
        )
        items = [TimelineItem(kind, ref, at, json.loads(data)) for kind, ref, at, data in cursor.fetchall()]
    shown = items[:limit]
    zone = ZoneInfo(time_zone)
    days = tuple(
        TimelineDay(day=day, items=tuple(group))
        for day, group in groupby(shown, key=lambda item: item.at.astimezone(zone).date())
    )
    last = shown[-1] if len(items) > limit else None
    return Timeline(days=days, older_than=f"{last.at.isoformat()}|{last.kind}|{last.ref}" if last else None)
