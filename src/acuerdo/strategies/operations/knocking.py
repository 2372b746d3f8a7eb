"""Cases come in by what happens to them: news is kept as knocks, and the next look opens to those who may enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acuerdo.strategies.enums import EntryEvent, StrategyStatus, Trigger
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations.entering import door_of, enter, only
from acuerdo.strategies.operations.waking import CHANNEL

CHUNK = 20_000
_LISTENED_TO = """EXISTS (SELECT FROM strategies_strategy s
                   WHERE s.status = 'live' AND s.trigger = 'event' AND s.entry_event = %(event)s)"""
# Knocks that another worker has in hand are left to it.
_TAKE = """
    DELETE FROM strategies_knock WHERE id IN (
        SELECT id FROM strategies_knock ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING event, case_id
"""


def knock(*, case_ids: Sequence[int], event: EntryEvent, now: datetime) -> None:
    """Tell strategies that enter by this event; without any, nothing is kept. Only appends, like `wake`."""
    _append("cases_case c WHERE c.id = ANY(%(cases)s)", {"cases": list(case_ids)}, event, now)


def knock_people(*, people: Iterable[tuple[int, int | None]], event: EntryEvent, now: datetime) -> None:
    """Like `knock` for the latest case of (debtor, creditor) pairs; no creditor means with any of them."""
    pairs = list(people)
    found = """(
        SELECT DISTINCT ON (c.debtor_id, c.creditor_id) c.id
        FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[]) AS p(debtor_id, creditor_id)
        JOIN cases_case c ON c.debtor_id = p.debtor_id AND (p.creditor_id IS NULL OR c.creditor_id = p.creditor_id)
        ORDER BY c.debtor_id, c.creditor_id, c.id DESC
    ) AS c WHERE true"""
    keys = {"debtors": [debtor for debtor, _ in pairs], "creditors": [creditor for _, creditor in pairs]}
    _append(found, keys, event, now)


def admit_knockers(*, now: datetime) -> int:
    """Let in those who knocked and may enter, the highest priority first; the others are forgotten.

    Whoever is inside another strategy stays there. Returns how many entered.
    """
    with transaction.atomic():
        by_event: dict[str, list[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"limit": CHUNK})
            for event, case_id in cursor.fetchall():
                by_event.setdefault(event, []).append(case_id)
        if not by_event:
            return 0
        listening = Strategy.objects.select_for_update(of=("self",)).filter(
            status=StrategyStatus.LIVE, trigger=Trigger.EVENT, entry_event__in=by_event
        )
        return sum(
            len(enter(strategy, _to(strategy, by_event[strategy.entry_event], now), now=now))
            for strategy in listening.order_by("priority", "key")
        )


def _to(strategy: Strategy, case_ids: list[int], now: datetime) -> Any:
    return only(door_of(strategy, now=now), "f.case_id = ANY(%(cases)s)", cases=case_ids)


def _append(cases: str, keys: dict[str, Any], event: EntryEvent, now: datetime) -> None:
    sql = f"""
        INSERT INTO strategies_knock (case_id, event, at)
        SELECT c.id, %(event)s, %(now)s FROM {cases} AND {_LISTENED_TO}
    """  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(sql, {**keys, "event": event.value, "now": now})
        if cursor.rowcount:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
