"""Keep the rollups: append a batch's figures, fold them, or make them anew from what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from acuerdo.insights.enums import Measure
from acuerdo.insights.queries.sources import select_all, select_of
from acuerdo.kernel.shards import LOCK_SPACE

_FOLD_LOCK = 1_001
_COLUMNS = "creditor_id, day, measure, split, count, cents"

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


def count_import(measure: Measure, import_id: int, *, alias: str) -> None:
    """Append the figures of all rows of one import, in the caller's transaction."""
    _append(measure, f"AND {alias}.import_id = %s", [import_id])


def fold() -> int:
    """Fold appended rows into one row per creditor, day, measure and split; returns how many rows it wrote.

    One at a time; a second caller does nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, _FOLD_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD)
        return int(cursor.rowcount)


def rebuild() -> int:
    """Make all rollups anew from messages, payments, promises, cases and ledgers; returns the number of rows.

    Events that come meanwhile wait: their rows are either in what we read or appended after us, never both.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE insights_dailyrollup IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM insights_dailyrollup")
        cursor.execute(
            f"INSERT INTO insights_dailyrollup ({_COLUMNS}, is_folded) "  # noqa: S608 -- no value from outside
            f"SELECT {_COLUMNS}, true FROM ({select_all()}) AS everything"
        )
        return int(cursor.rowcount)


def _append(measure: Measure, only: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO insights_dailyrollup ({_COLUMNS}, is_folded) "  # noqa: S608 -- no value from outside
            f"SELECT {_COLUMNS}, false FROM ({select_of(measure, only=only)}) AS batch",
            params,
        )
