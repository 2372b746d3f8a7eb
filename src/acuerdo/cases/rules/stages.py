"""The stage of a case. Plain values and frames; no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from acuerdo.cases.enums import Stage


@dataclass(frozen=True, slots=True)
class StagePolicy:
    """From how many days past due a case is late, and pre-court. Defaults are the usual 60 and 180 days."""

    late_after_days: int = 60
    pre_court_after_days: int = 180


DEFAULT_STAGES = StagePolicy()


def next_stages(frame: pl.DataFrame, *, policy: StagePolicy = DEFAULT_STAGES) -> pl.DataFrame:
    """Say where each case stands: the frame with `to_stage` and `reason` added.

    `frame` needs `days_past_due` (null where nothing has a due date); a case not yet due is `pre_due`. The
    stage never depends on the one before, so recomputing from scratch gives the same.
    """
    days = pl.col("days_past_due").fill_null(0)
    stage = (
        pl.when(days <= 0)
        .then(pl.lit(Stage.PRE_DUE.value))
        .when(days <= policy.late_after_days)
        .then(pl.lit(Stage.EARLY.value))
        .when(days <= policy.pre_court_after_days)
        .then(pl.lit(Stage.LATE.value))
        .otherwise(pl.lit(Stage.PRE_COURT.value))
    )
    return frame.with_columns(stage.alias("to_stage"), pl.format("days_past_due={}", days).alias("reason"))
