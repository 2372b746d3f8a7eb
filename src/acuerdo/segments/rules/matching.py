"""Which person each row of a list means: by customer number, debt number or national id."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

# Why a row put nobody on a list; the codes are kept with the list and said in words on screen.
EMPTY, REPEATED, NOBODY, SEVERAL = "empty", "repeated", "nobody", "several"
REASONS = (EMPTY, REPEATED, NOBODY, SEVERAL)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A row that put nobody on the list: its line in the file, what stood there, and why."""

    line: int
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Matched:
    """People found, each once, and the rows that found nobody."""

    debtor_ids: tuple[int, ...]
    unmatched: tuple[Unmatched, ...]


def match_rows(rows: pl.DataFrame, found: pl.DataFrame) -> Matched:
    """Put rows (`line`, `value`) and people found (`value`, `debtor_id`, repeated or not) together.

    A value that names several people names none: guessing would put somebody on a list by mistake.
    """
    people = found.group_by("value").agg(
        pl.col("debtor_id").n_unique().alias("people"), pl.col("debtor_id").min().alias("debtor_id")
    )
    joined = rows.join(people, on="value", how="left", maintain_order="left")
    reason = (
        pl.when(pl.col("value") == "")
        .then(pl.lit(EMPTY))
        .when(~pl.col("value").is_first_distinct())
        .then(pl.lit(REPEATED))
        .when(pl.col("people").is_null())
        .then(pl.lit(NOBODY))
        .when(pl.col("people") > 1)
        .then(pl.lit(SEVERAL))
    )
    judged = joined.with_columns(reason.alias("reason"))
    good = judged.filter(pl.col("reason").is_null())
    bad = judged.filter(pl.col("reason").is_not_null()).select("line", "value", "reason")
    return Matched(
        debtor_ids=tuple(good["debtor_id"].unique().sort().to_list()),
        unmatched=tuple(Unmatched(*row) for row in bad.iter_rows()),
    )
