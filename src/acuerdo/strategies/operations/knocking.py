"""Cases come in by what happens to them: news is kept as knocks, and the next look opens to those who may enter.

Who knocks at a paused strategy waits outside; when it goes on, those come in whose news still matters
(`rules.relevance`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acuerdo.strategies.enums import EntryEvent, StrategyStatus, Trigger
from acuerdo.strategies.models import HeldKnock, Strategy
from acuerdo.strategies.operations.entering import door_of, enter
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.queries.doors import Door, only
from acuerdo.strategies.rules.relevance import still_matters

CHUNK = 20_000
_LISTENED_TO = """EXISTS (SELECT FROM strategies_strategy s
                   WHERE s.status IN ('live', 'paused') AND s.trigger = 'event' AND s.entry_event = %(event)s)"""
# Knocks that another worker has in hand are left to it.
_TAKE = """
    DELETE FROM strategies_knock WHERE id IN (
        SELECT id FROM strategies_knock ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING event, case_id, at
"""
_HOLD = """
    INSERT INTO strategies_heldknock (strategy_id, case_id, event, at)
    SELECT %(strategy)s, k.case_id, %(event)s, max(k.at)
    FROM unnest(%(cases)s::bigint[], %(at)s::timestamptz[]) AS k(case_id, at) GROUP BY k.case_id
    ON CONFLICT (strategy_id, case_id, event) DO UPDATE SET at = GREATEST(strategies_heldknock.at, EXCLUDED.at)
"""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Of those who waited outside a paused strategy: who came in, who does not fit any more, whose news was too old."""

    entered: int
    unfit: int
    too_old: int


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

    Whoever is inside another strategy stays there. Who knocked at a paused strategy is remembered for when it goes on
    (`admit_held`). Returns how many entered.
    """
    with transaction.atomic():
        by_event: dict[str, list[tuple[int, datetime]]] = {}
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"limit": CHUNK})
            for event, case_id, at in cursor.fetchall():
                by_event.setdefault(event, []).append((case_id, at))
        if not by_event:
            return 0
        listening = Strategy.objects.select_for_update(of=("self",)).filter(
            status__in=(StrategyStatus.LIVE, StrategyStatus.PAUSED), trigger=Trigger.EVENT, entry_event__in=by_event
        )
        ordered = listening.order_by("priority", "key")
        return sum(_receive(strategy, by_event[strategy.entry_event], now) for strategy in ordered)


def admit_held(strategy: Strategy, *, now: datetime) -> Admitted:
    """Let in those who knocked while a strategy was paused, and forget them all. In the transaction that resumes it."""
    held = HeldKnock.objects.filter(strategy_id=strategy.pk)
    mine = held.filter(event=strategy.entry_event) if strategy.trigger == Trigger.EVENT else held.none()
    waiting = dict(mine.values_list("case_id", "at"))
    held.delete()
    if not waiting:
        return Admitted(0, 0, 0)
    event = EntryEvent(strategy.entry_event)
    young = [case_id for case_id, at in waiting.items() if still_matters(event, since=at, now=now)]
    entered = len(enter(strategy, _to(strategy, young, now), now=now))
    return Admitted(entered, len(young) - entered, len(waiting) - len(young))


def _receive(strategy: Strategy, knocks: list[tuple[int, datetime]], now: datetime) -> int:
    case_ids = [case_id for case_id, _ in knocks]
    if strategy.status == StrategyStatus.LIVE:
        return len(enter(strategy, _to(strategy, case_ids, now), now=now))
    values: dict[str, Any] = {
        "strategy": strategy.pk, "event": strategy.entry_event, "cases": case_ids, "at": [at for _, at in knocks],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, values)
    return 0


def _to(strategy: Strategy, case_ids: list[int], now: datetime) -> Door:
    return only(door_of(strategy, now=now), "f.case_id = ANY(%(cases)s)", cases=case_ids)


def _append(cases: str, keys: dict[str, Any], event: EntryEvent, now: datetime) -> None:
    sql = f"""
        WITH kept AS (
            INSERT INTO strategies_knock (case_id, event, at)
            SELECT c.id, %(event)s, %(now)s FROM {cases} AND {_LISTENED_TO}
            RETURNING id
        )
        SELECT pg_notify('{CHANNEL}', '') FROM kept LIMIT 1
    """  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(sql, {**keys, "event": event.value, "now": now})
