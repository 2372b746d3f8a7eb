"""Typed columns (Parquet, spreadsheets) as the same text a CSV would hold, so that one set of checks serves all."""

from __future__ import annotations

import numpy as np
import polars as pl

from acuerdo.portfolio.importing.reading.records import BROKEN, LINE


def as_text(rows: pl.DataFrame, *, first_line: int) -> pl.DataFrame:
    """Every column as text: ISO dates, plain decimals with a point, true/false; null becomes empty."""
    converted = rows.select(_text(name, kind) for name, kind in rows.schema.items())
    return converted.with_columns(
        pl.Series(LINE, np.arange(first_line, first_line + rows.height, dtype=np.int64)),
        pl.lit(None, pl.String).alias(BROKEN),
    )


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.String:
        text = column
    elif kind == pl.Datetime:
        midnight = column.dt.time() == pl.time(0, 0)
        text = pl.when(midnight).then(column.dt.strftime("%Y-%m-%d")).otherwise(column.dt.strftime("%Y-%m-%d %H:%M:%S"))
    elif kind == pl.Date:
        text = column.dt.strftime("%Y-%m-%d")
    elif kind.is_float():
        # Spreadsheets hold every number as a float: a reference 1042 must not become "1042.0".
        whole = column.is_finite() & (column == column.floor()) & (column.abs() < 1e15)
        text = (
            pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        )
    else:
        text = column.cast(pl.String, strict=False)
    return text.fill_null("").alias(name)
