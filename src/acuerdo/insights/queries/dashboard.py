"""Figures for the home page, from the rollups alone: a few thousand narrow rows however large the portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from acuerdo.insights.enums import Measure

# None: all creditors.
Scope = Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over a range of days. Money by currency, because sums across currencies mean nothing."""

    contacts: int
    promises: int
    recovered: dict[str, int]
    promised: dict[str, int]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One local day: contacts by channel, money by currency (`owed` at the end of the day)."""

    day: date
    contacts: dict[str, int]
    promises: int
    recovered: dict[str, int]
    owed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Needs:
    """What waits for a person."""

    overdue_tasks: int
    open_tasks: int
    uncertain_messages: int
    imports_with_rejects: int
    rejected_rows: int
    holds_ending: int


_DAILY = """
SELECT r.day, r.measure, CASE WHEN r.measure = 'contacts' THEN r.split ELSE c.currency END AS key,
  sum(r.count)::bigint, sum(r.cents)::bigint
FROM insights_dailyrollup r JOIN portfolio_creditor c ON c.id = r.creditor_id
WHERE r.measure = ANY(%(measures)s) AND r.day BETWEEN %(first)s AND %(last)s
  AND (%(creditors)s::bigint[] IS NULL OR r.creditor_id = ANY(%(creditors)s))
GROUP BY 1, 2, 3
"""

_OWED = """
SELECT c.currency, sum(r.cents)::bigint
FROM insights_dailyrollup r JOIN portfolio_creditor c ON c.id = r.creditor_id
WHERE r.measure = 'ledger' AND r.day <= %(last)s
  AND (%(creditors)s::bigint[] IS NULL OR r.creditor_id = ANY(%(creditors)s))
GROUP BY 1
"""

_NEEDS = """
SELECT
  (SELECT count(*) FILTER (WHERE due_at < %(now)s) FROM cases_task t WHERE {open_task}),
  (SELECT count(*) FROM cases_task t WHERE {open_task}),
  (SELECT count(*) FROM channels_message t WHERE status = 'uncertain' AND {mine}),
  (SELECT count(*) FROM portfolio_import t WHERE {rejects}),
  (SELECT coalesce(sum(rejected_count), 0) FROM portfolio_import t WHERE {rejects}),
  (SELECT count(*) FROM compliance_hold t WHERE lifted_at IS NULL
     AND until BETWEEN %(now)s AND %(now)s + interval '7 days' AND (t.creditor_id IS NULL OR {mine}))
"""
_MINE = "(%(creditors)s::bigint[] IS NULL OR t.creditor_id = ANY(%(creditors)s))"
_SHOWN = (Measure.CONTACTS, Measure.PAYMENTS, Measure.PROMISES, Measure.LEDGER)


def daily_figures(*, creditor_ids: Scope, first: date, last: date) -> list[DayFigures]:
    """One entry for each day of the range, in order, days without anything included. Two queries.

    `creditor_ids` None means all creditors.
    """
    found: dict[tuple[date, str], dict[str, tuple[int, int]]] = {}
    for day, measure, key, count, cents in _rows(
        _DAILY, creditors=_ids(creditor_ids), first=first, last=last, measures=[m.value for m in _SHOWN]
    ):
        found.setdefault((day, measure), {})[key] = (count, cents)
    owed = owed_at_end_of(creditor_ids=creditor_ids, day=first - timedelta(days=1))
    days = []
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        for currency, (_, cents) in found.get((day, Measure.LEDGER), {}).items():
            owed = {**owed, currency: owed.get(currency, 0) + cents}
        payments = found.get((day, Measure.PAYMENTS), {})
        days.append(
            DayFigures(
                day=day,
                contacts={channel: count for channel, (count, _) in found.get((day, Measure.CONTACTS), {}).items()},
                promises=sum(count for count, _ in found.get((day, Measure.PROMISES), {}).values()),
                recovered={currency: cents for currency, (_, cents) in payments.items()},
                owed=owed,
            )
        )
    return days


def owed_at_end_of(*, creditor_ids: Scope, day: date) -> dict[str, int]:
    """What was owed when the day ended, by currency: the running sum of all ledgers."""
    return dict(_rows(_OWED, creditors=_ids(creditor_ids), last=day))


def figures_between(*, creditor_ids: Scope, first: date, last: date) -> Figures:
    """Sums over a range of days, both ends included. One query."""
    contacts = promises = 0
    recovered: dict[str, int] = {}
    promised: dict[str, int] = {}
    for _, measure, key, count, cents in _rows(
        _DAILY, creditors=_ids(creditor_ids), first=first, last=last, measures=[m.value for m in _SHOWN[:3]]
    ):
        if measure == Measure.CONTACTS:
            contacts += count
        elif measure == Measure.PAYMENTS:
            recovered[key] = recovered.get(key, 0) + cents
        else:
            promises += count
            promised[key] = promised.get(key, 0) + cents
    return Figures(contacts=contacts, promises=promises, recovered=recovered, promised=promised)


def needs_of(*, creditor_ids: Scope, now: datetime) -> Needs:
    """Count what waits for a person: tasks, uncertain messages, imports of the last 30 days that gave rows back, holds
    that end within seven days. One query.
    """
    sql = _NEEDS.format(
        open_task=f"t.status = 'open' AND {_MINE}",
        mine=_MINE,
        rejects=f"t.rejected_count > 0 AND NOT t.is_dry_run AND t.status = 'done' "
        f"AND t.created_at > %(now)s - interval '30 days' AND {_MINE}",
    )
    row = _rows(sql, creditors=_ids(creditor_ids), now=now)[0]
    return Needs(*(int(value) for value in row))


def _ids(creditor_ids: Scope) -> list[int] | None:
    return None if creditor_ids is None else list(creditor_ids)


def _rows(sql: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
