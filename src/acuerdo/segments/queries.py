"""Which cases a rule selects: counts and pages over the whole database, and the segments themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from acuerdo.cases.queries import days_of_creditors
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import custom_facts_of
from acuerdo.segments.models import Segment
from acuerdo.segments.rules import Rule, check, facts_of, parse_rule, to_sql

PAGE = 50


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list: keys of cases by falling balance; `next_cursor` is None at the end."""

    case_ids: tuple[int, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment with its rule ready to compile; `custom` the own columns of its creditor that the rule may name."""

    id: int
    key: str
    name: str
    description: str
    creditor_id: int | None
    rule: Rule
    custom: tuple[Fact, ...]
    revision: int
    updated_at: datetime
    updated_by: str

    @property
    def is_faulty(self) -> bool:
        """A fact that is gone since leaves a segment that selects nobody; its editor names the fault."""
        return bool(check(self.rule, custom=self.custom))

    def reach(self, creditor_ids: Iterable[int]) -> list[int]:
        """Those of the creditors whose cases it may select."""
        return [key for key in creditor_ids if self.creditor_id in (None, key)]


def segments(*, creditor_ids: Sequence[int] | None = None) -> list[SegmentRow]:
    """Segments in use, by name: those for all creditors and those of the given ones (None: of all)."""
    return _rows(_in_use(creditor_ids).order_by("name", "id"))


def segment(*, segment_id: int, creditor_ids: Sequence[int]) -> SegmentRow | None:
    """One segment in use, if these creditors may use it."""
    return next(iter(_rows(_in_use(creditor_ids).filter(pk=segment_id))), None)


def segment_by_key(*, key: str, creditor_ids: Sequence[int]) -> SegmentRow | None:
    """One segment in use by its key, if these creditors may use it."""
    return next(iter(_rows(_in_use(creditor_ids).filter(key=key))), None)


def segment_sql(row: SegmentRow, *, creditor_ids: Sequence[int], now: datetime) -> tuple[str, list[Any]]:
    """The condition of a segment over `cases_casefacts f`, ready for other queries; FALSE if faulty."""
    if row.is_faulty:
        return "FALSE", []
    return where_sql(row.rule, creditor_ids=row.reach(creditor_ids), now=now, custom=row.custom)


def count_segments(rows: Iterable[SegmentRow], *, creditor_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """Count the cases of several segments in one pass over these creditors' cases."""
    sound = [row for row in rows if not row.is_faulty]
    if not sound or not creditor_ids:
        return {}
    days = days_of_creditors(creditor_ids, now=now)
    parts: list[str] = []
    parameters: list[Any] = []
    for row in sound:
        own = {key: day for key, day in days.items() if row.creditor_id in (None, key)}
        condition, values = _condition(row.rule, own, row.custom)
        parts.append(f"count(*) FILTER (WHERE {condition})")
        parameters += values
    sql = f"SELECT {', '.join(parts)} FROM cases_casefacts f WHERE f.creditor_id = ANY(%s)"  # noqa: S608  compiled from checked rules
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, list(creditor_ids)])
        return dict(zip([row.id for row in sound], cursor.fetchone(), strict=True))


def _in_use(creditor_ids: Sequence[int] | None) -> QuerySet[Segment]:
    found = Segment.objects.filter(archived_at=None)
    if creditor_ids is None:
        return found
    return found.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids))


def _rows(found: QuerySet[Segment]) -> list[SegmentRow]:
    kept = list(found)
    own = custom_facts_of(creditor_ids={row.creditor_id for row in kept if row.creditor_id is not None})
    return [
        SegmentRow(
            id=row.pk,
            key=row.key,
            name=row.name,
            description=row.description,
            creditor_id=row.creditor_id,
            rule=parse_rule(row.rule),
            custom=tuple(own.get(row.creditor_id or 0, ())),
            revision=row.revision,
            updated_at=row.updated_at,
            updated_by=row.updated_by,
        )
        for row in kept
    ]


def count_by_rule(rule: Rule, *, creditor_ids: Iterable[int] | None, now: datetime, custom: Iterable[Fact] = ()) -> int:
    """Count the cases of these creditors (None: all) that a rule selects, right now.

    Only open cases count, unless the rule itself speaks of `case.status`.
    """
    where, parameters = where_sql(rule, creditor_ids=creditor_ids, now=now, custom=custom)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM cases_casefacts f WHERE {where}", parameters)  # noqa: S608  compiled from a checked rule
        return int(cursor.fetchone()[0])


def cases_by_rule(
    rule: Rule,
    *,
    creditor_ids: Iterable[int] | None,
    now: datetime,
    cursor: str | None = None,
    limit: int = PAGE,
    custom: Iterable[Fact] = (),
) -> CasePage:
    """Give one page of the cases that a rule selects, highest balance first. `cursor` comes from the page before."""
    where, parameters = where_sql(rule, creditor_ids=creditor_ids, now=now, custom=custom)
    if cursor is not None:
        balance, case_id = cursor.split("-", 1)
        where += " AND (f.balance_cents, f.case_id) < (%s, %s)"
        parameters += [int(balance), int(case_id)]
    sql = f"""
        SELECT f.case_id, f.balance_cents FROM cases_casefacts f WHERE {where}
        ORDER BY f.balance_cents DESC, f.case_id DESC LIMIT %s
    """  # noqa: S608  compiled from a checked rule
    with connection.cursor() as query:
        query.execute(sql, [*parameters, limit + 1])
        rows = query.fetchall()
    more = len(rows) > limit
    rows = rows[:limit]
    last = f"{rows[-1][1]}-{rows[-1][0]}" if more else None
    return CasePage(case_ids=tuple(row[0] for row in rows), next_cursor=last)


def all_cases_by_rule(
    rule: Rule, *, creditor_ids: Iterable[int] | None, now: datetime, custom: Iterable[Fact] = ()
) -> list[int]:
    """Keys of every case that a rule selects, ascending: for enrolling and for exports, not for screens."""
    where, parameters = where_sql(rule, creditor_ids=creditor_ids, now=now, custom=custom)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.case_id FROM cases_casefacts f WHERE {where} ORDER BY f.case_id",  # noqa: S608  compiled from a checked rule
            parameters,
        )
        return [row[0] for row in cursor.fetchall()]


def where_sql(
    rule: Rule, *, creditor_ids: Iterable[int] | None, now: datetime, custom: Iterable[Fact] = ()
) -> tuple[str, list[Any]]:
    """The condition over `cases_casefacts f` for a rule within these creditors, for other queries to build on.

    Creditors in several time zones may be on different dates; each is judged on its own.
    """
    if creditor_ids is None:
        days = days_of_creditors(None, now=now)
        if len(set(days.values())) == 1:
            condition, parameters = to_sql(rule, next(iter(days.values())), custom=tuple(custom))
            return (condition if _speaks_of_status(rule) else f"f.status = 'open' AND {condition}"), parameters
        return _condition(rule, days, custom)
    return _condition(rule, days_of_creditors(creditor_ids, now=now), custom)


def _condition(rule: Rule, days: Mapping[int, date], custom: Iterable[Fact]) -> tuple[str, list[Any]]:
    own = tuple(custom)
    by_day: dict[date, list[int]] = defaultdict(list)
    for creditor_id, day in days.items():
        by_day[day].append(creditor_id)
    parts: list[str] = []
    parameters: list[Any] = []
    for day, ids in by_day.items():
        condition, values = to_sql(rule, day, custom=own)
        parts.append(f"(f.creditor_id = ANY(%s) AND {condition})")
        parameters += [ids, *values]
    chosen = "(" + " OR ".join(parts) + ")" if parts else "FALSE"
    return (chosen if _speaks_of_status(rule) else f"f.status = 'open' AND {chosen}"), parameters


def _speaks_of_status(rule: Rule) -> bool:
    return "case.status" in facts_of(rule)
