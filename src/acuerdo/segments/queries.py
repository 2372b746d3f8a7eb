"""Which cases a rule selects: counts and pages over the whole database, and the segments themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from acuerdo.cases.queries import days_of_creditors
from acuerdo.kernel.facts import Fact
from acuerdo.segments.models import Segment
from acuerdo.segments.rules import Rule, facts_of, parse_rule, to_sql

PAGE = 50


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list: keys of cases by falling balance; `next_cursor` is None at the end."""

    case_ids: tuple[int, ...]
    next_cursor: str | None


def segments(*, creditor_ids: Sequence[int] | None = None) -> QuerySet[Segment]:
    """Segments in use, by name: those for all creditors and those of the given ones (None: of all)."""
    found = Segment.objects.filter(archived_at=None).order_by("name")
    if creditor_ids is None:
        return found
    return found.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids))


def rule_of(segment: Segment) -> Rule:
    """The segment's rule, ready to compile."""
    return parse_rule(segment.rule)


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
    own = tuple(custom)
    by_day: dict[date, list[int]] = defaultdict(list)
    for creditor_id, day in days_of_creditors(creditor_ids, now=now).items():
        by_day[day].append(creditor_id)
    parts: list[str] = []
    parameters: list[Any] = []
    for day, ids in by_day.items():
        condition, values = to_sql(rule, day, custom=own)
        if creditor_ids is None and len(by_day) == 1:
            parts.append(condition)
            parameters += values
        else:
            parts.append(f"(f.creditor_id = ANY(%s) AND {condition})")
            parameters += [ids, *values]
    chosen = "(" + " OR ".join(parts) + ")" if parts else "FALSE"
    return (chosen if "case.status" in facts_of(rule) else f"f.status = 'open' AND {chosen}"), parameters
