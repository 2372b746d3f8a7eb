"""Cases move to the stage that their facts and the date call for, each change with its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.cases.rules import next_stages
from acuerdo.kernel.frames import copy_frame, read_frame

_CHUNK = 100_000
# The day is that of the creditor: a debt falls due at midnight where it is owed.
_OPEN = """
    SELECT f.case_id, f.stage,
           ((%(now)s AT TIME ZONE c.time_zone)::date - f.oldest_due_date) AS days_past_due
    FROM cases_casefacts f JOIN portfolio_creditor c ON c.id = f.creditor_id
    WHERE f.status = 'open' AND {which}
"""
_SCHEMA = {"case_id": pl.Int64, "stage": pl.String, "days_past_due": pl.Int64}


def move_stages(case_ids: Sequence[int], *, now: datetime) -> int:
    """Move these cases, if open, to their stage; returns how many moved. Call it after `refresh_facts`."""
    frame = read_frame(
        _OPEN.format(which="f.case_id = ANY(%(case_ids)s)"),
        {"case_ids": list(case_ids), "now": now},
        schema=_SCHEMA,
    )
    return _move(frame, now)


def refresh_stages(*, now: datetime) -> int:
    """Move every open case to its stage (time alone changes it); returns how many moved. Once a day is enough."""
    moved, last = 0, 0
    while True:
        frame = read_frame(
            _OPEN.format(which="f.case_id > %(last)s ORDER BY f.case_id LIMIT %(limit)s"),
            {"last": last, "limit": _CHUNK, "now": now},
            schema=_SCHEMA,
        )
        if frame.is_empty():
            return moved
        last = int(frame["case_id"][-1])
        moved += _move(frame, now)


def _move(frame: pl.DataFrame, now: datetime) -> int:
    changed = next_stages(frame).filter(pl.col("stage") != pl.col("to_stage"))
    if changed.is_empty():
        return 0
    parameters = {"ids": changed["case_id"].to_list(), "stages": changed["to_stage"].to_list()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case AS c SET stage = n.stage "
            "FROM unnest(%(ids)s::bigint[], %(stages)s::text[]) AS n(id, stage) WHERE c.id = n.id",
            parameters,
        )
        cursor.execute(
            "UPDATE cases_casefacts AS f SET stage = n.stage "
            "FROM unnest(%(ids)s::bigint[], %(stages)s::text[]) AS n(id, stage) WHERE f.case_id = n.id",
            parameters,
        )
        copy_frame(
            "cases_stagechange",
            changed.select(
                "case_id", pl.col("stage").alias("from_stage"), "to_stage", "reason", pl.lit(now).alias("at")
            ),
        )
    return changed.height
