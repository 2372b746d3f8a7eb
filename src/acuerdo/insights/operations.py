"""Keep the rollups: append a batch's figures, fold them, or make them anew from what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acuerdo.insights.enums import Measure
from acuerdo.insights.queries.sources import select_all, select_of
from acuerdo.kernel.shards import LOCK_SPACE

FOLD_LOCK = 1_001
_COLUMNS = "creditor_id, day, measure, split, count, cents"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one creditor, to be counted now."""

    creditor_id: int
    measure: Measure
    split: str
    count: int
    cents: int


_FOLD = f"""
WITH fresh AS (DELETE FROM insights_dailyrollup WHERE NOT is_folded RETURNING {_COLUMNS})
INSERT INTO insights_dailyrollup AS kept ({_COLUMNS}, is_folded)
SELECT creditor_id, day, measure, split, sum(count), sum(cents), true FROM fresh GROUP BY 1, 2, 3, 4
ON CONFLICT (creditor_id, day, measure, split) WHERE is_folded
DO UPDATE SET count = kept.count + excluded.count, cents = kept.cents + excluded.cents
"""  # noqa: S608 -- no value from outside


def count_rows(measure: Measure, ids: Sequence[int], *, alias: str) -> None:
    """Append the figures of new rows, named by their ids, in the caller's transaction.

    `alias` is the table's in the measure's SELECT (see queries.sources). Call once for each new row: a second call
    counts it twice, which `acuerdo doctor --consistency` finds and `rebuild` repairs.
    """
    if ids:
        _append(measure, f"AND {alias}.id = ANY(%s)", [list(ids)])


def count_figures(figures: Sequence[Figure], *, now: datetime) -> None:
    """Append figures that are known without reading rows again; they count on the creditor's local day of `now`."""
    if not figures:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO insights_dailyrollup ({_COLUMNS}, is_folded)
            SELECT c.id, (%(now)s AT TIME ZONE c.time_zone)::date, n.measure, n.split, sum(n.count), sum(n.cents), false
            FROM unnest(%(creditors)s::bigint[], %(measures)s::text[], %(splits)s::text[],
                        %(counts)s::bigint[], %(cents)s::bigint[]) AS n(creditor_id, measure, split, count, cents)
            JOIN portfolio_creditor c ON c.id = n.creditor_id
            GROUP BY 1, 2, 3, 4
            """,  # noqa: S608 -- no value from outside
            {
                "now": now,
                "creditors": [each.creditor_id for each in figures],
                "measures": [each.measure.value for each in figures],
                "splits": [each.split for each in figures],
                "counts": [each.count for each in figures],
                "cents": [each.cents for each in figures],
            },
        )


def fold() -> int:
    """Fold appended rows into one row per creditor, day, measure and split; returns how many rows it wrote.

    One at a time; a second caller does nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, FOLD_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD)
        return int(cursor.rowcount)


def rebuild(*, creditor_ids: Sequence[int] | None = None) -> int:
    """Make rollups anew from messages, payments, promises, cases and ledgers; of these creditors, or of all.

    Returns the number of rows. Events that come meanwhile wait: their rows are either in what we read or appended
    after us, never both.
    """
    params = {"creditors": None if creditor_ids is None else list(creditor_ids)}
    wanted = "(%(creditors)s::bigint[] IS NULL OR creditor_id = ANY(%(creditors)s))"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE insights_dailyrollup IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"DELETE FROM insights_dailyrollup WHERE {wanted}", params)  # noqa: S608 -- our own words
        cursor.execute(
            f"INSERT INTO insights_dailyrollup ({_COLUMNS}, is_folded) "  # noqa: S608 -- our own words
            f"SELECT {_COLUMNS}, true FROM ({select_all()}) AS everything WHERE {wanted}",
            params,
        )
        return int(cursor.rowcount)


def _append(measure: Measure, only: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO insights_dailyrollup ({_COLUMNS}, is_folded) "  # noqa: S608 -- no value from outside
            f"SELECT {_COLUMNS}, false FROM ({select_of(measure, only=only)}) AS batch",
            params,
        )
