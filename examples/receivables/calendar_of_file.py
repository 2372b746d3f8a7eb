"""The real file, day by day: which invoices appear, which are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

DATES = ("InvoiceDate", "DueDate", "SettledDate")


@dataclass(frozen=True, slots=True)
class Receivables:
    """The file as it is (`rows`), with its dates also read (`_InvoiceDate`, …)."""

    rows: pl.DataFrame

    @property
    def first(self) -> date:
        return self.rows["_InvoiceDate"].min()  # type: ignore[return-value]  # a date column

    @property
    def last(self) -> date:
        return self.rows["_SettledDate"].max()  # type: ignore[return-value]

    def issued_on(self, day: date) -> pl.DataFrame:
        return self.rows.filter(pl.col("_InvoiceDate") == day)

    def settled_on(self, day: date) -> pl.DataFrame:
        return self.rows.filter(pl.col("_SettledDate") == day)

    def open_at_end_of(self, day: date) -> int:
        return self.rows.filter((pl.col("_InvoiceDate") <= day) & (pl.col("_SettledDate") > day)).height


def read(path: Path) -> Receivables:
    """Read the file, every cell as text; an invoice settled on the day it appears counts from the next."""
    raw = pl.read_csv(path, infer_schema=False)
    dated = raw.with_columns(pl.col(name).str.to_date("%m/%d/%Y").alias(f"_{name}") for name in DATES)
    return Receivables(dated)


def days(first: date, last: date) -> list[date]:
    """Every day from first to last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def write_file(frame: pl.DataFrame, path: Path) -> Path:
    """Write some rows in the form of the original file, as a creditor would send them that day."""
    frame.select(name for name in frame.columns if not name.startswith("_")).write_csv(path)
    return path
