"""Which cases a rule selects: counts, pages and keys over the whole database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from acuerdo.cases.queries import days_of_creditors
from acuerdo.kernel.facts import Fact
from acuerdo.segments.queries.references import resolved
from acuerdo.segments.rules import Rule, facts_of, to_sql

PAGE = 50


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list: keys of cases by falling balance; `next_cursor` is None at the end."""

    case_ids: tuple[int, ...]
    next_cursor: str | None


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

    Creditors in several time zones may be on different dates; each is judged on its own. Segments and lists that the
    rule names are looked up; raises `CannotResolve`.
    """
    rule = resolved(rule)
    if creditor_ids is None:
        days = days_of_creditors(None, now=now)
        if len(set(days.values())) == 1:
            condition, parameters = to_sql(rule, next(iter(days.values())), custom=tuple(custom))
            return (condition if _speaks_of_status(rule) else f"f.status = 'open' AND {condition}"), parameters
        return condition_sql(rule, days, custom)
    return condition_sql(rule, days_of_creditors(creditor_ids, now=now), custom)


def condition_sql(rule: Rule, days: Mapping[int, date], custom: Iterable[Fact]) -> tuple[str, list[Any]]:
    """The condition of a resolved rule over `cases_casefacts f`, for creditors with the date at each one's place."""
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
