"""A reference for every payment of a file, so that the same file again records nothing twice."""

from __future__ import annotations

import polars as pl


class Numbering:
    """Names payments without a reference by what they are: debt or customer, day, amount, and the how-manieth such.

    Two payments of 20.00 on one day for one debt are two payments, in every file that lists both.
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def named(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with `reference`: the file's own where it gives one."""
        made = rows.with_columns(
            alike=pl.format(
                "{}/{}/{}",
                pl.coalesce("payment_debt_reference", pl.lit("@") + pl.col("payment_debtor_reference")),
                pl.col("payment_date"),
                pl.col("payment_amount"),
            )
        )
        missing = made.filter(pl.col("payment_reference").is_null())
        before = {alike: self._seen.get(alike, 0) for alike in missing["alike"].unique()}
        for alike, count in missing["alike"].value_counts().iter_rows():
            self._seen[alike] = before[alike] + count
        own = pl.col("payment_reference").is_null()
        place = pl.int_range(pl.len()).over("alike", own) + 1
        earlier = pl.col("alike").replace_strict(before, default=0, return_dtype=pl.Int64)
        made = made.with_columns(
            reference=pl.coalesce("payment_reference", pl.format("{}/{}", "alike", place + earlier))
        )
        return made.drop("alike")
