"""Frames of cases with the facts a graph, a template or a preview asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from acuerdo.cases.rules import column_sql, frame_type
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact
from acuerdo.kernel.frames import read_columns, read_frame

_KEYS = {"case_id": pl.Int64, "debtor_id": pl.Int64, "creditor_id": pl.Int64}


def fact_frame(
    case_ids: Sequence[int],
    keys: Iterable[str],
    *,
    now: datetime,
    custom: Iterable[Fact] = (),
    days: Mapping[int, date] | None = None,
) -> pl.DataFrame:
    """Fetch facts of cases: `case_id`, `debtor_id`, `creditor_id` and one column per key, named by it.

    Money is cents, a missing fact is null, days are counted to today where the creditor is: `days_of_creditors`, unless
    the caller has those of all creditors concerned. Rows come in the order of `case_ids`; cases that do not exist are
    left out. Raises `UnknownFact`.
    """
    asked = sorted(set(keys))
    own = tuple(custom)
    declared = [facts.get(key, custom=own) for key in asked]
    today = days_of_creditors(now=now) if days is None else days
    columns = ", ".join([column_sql(fact, today="today.today") for fact in declared])
    sql = f"""
        SELECT f.case_id, f.debtor_id, f.creditor_id{", " + columns if columns else ""}
        FROM cases_casefacts f JOIN (VALUES {_days(today)}) AS today(creditor_id, today)
            ON today.creditor_id = f.creditor_id
        WHERE f.case_id = ANY(%(case_ids)s)
    """  # noqa: S608  columns of declared facts
    schema: dict[str, Any] = _KEYS | {fact.key: frame_type(fact) for fact in declared}
    frame = read_columns(sql, {"case_ids": list(case_ids)}, schema=schema)
    places = {case_id: place for place, case_id in enumerate(frame["case_id"].to_list())}
    return frame[[places[case_id] for case_id in case_ids if case_id in places]]


def days_of_creditors(creditor_ids: Iterable[int] | None = None, *, now: datetime) -> dict[int, date]:
    """The date at each creditor's place: what `today` means in rules over its cases. None means all creditors."""
    only = None if creditor_ids is None else list(creditor_ids)
    rows = read_frame(
        "SELECT id, time_zone FROM portfolio_creditor WHERE %(only)s::bigint[] IS NULL OR id = ANY(%(only)s)",
        {"only": only},
        schema={"id": pl.Int64, "time_zone": pl.String},
    )
    return {key: now.astimezone(ZoneInfo(zone)).date() for key, zone in rows.iter_rows()}


def _days(days: Mapping[int, date]) -> str:
    # A handful of creditors share a few time zones; the day of each is worked out once, not once a row.
    rows = [f"({key}::bigint, DATE '{day.isoformat()}')" for key, day in days.items()]
    return ", ".join(rows) or "(NULL::bigint, NULL::date)"
