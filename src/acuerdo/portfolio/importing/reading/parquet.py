"""Parquet files, row group by row group, as text columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotReadFile, Fault
from acuerdo.portfolio.importing.reading.as_text import as_text

ROWS_A_BLOCK = 25_000


def columns(path: Path) -> tuple[str, ...]:
    """Column names from the footer."""
    try:
        return tuple(pl.read_parquet_schema(path))
    except pl.exceptions.PolarsError as error:
        raise _damaged(path) from error


def blocks(path: Path, names: Sequence[str]) -> Iterator[tuple[pl.DataFrame, float]]:
    """Rows in blocks with their row number as line, and the share read."""
    lazy = pl.scan_parquet(path)
    try:
        total = int(lazy.select(pl.len()).collect().item())
        for start in range(0, total, ROWS_A_BLOCK):
            rows = lazy.slice(start, ROWS_A_BLOCK).collect()
            yield as_text(rows.select(names), first_line=start + 1), min(1.0, (start + rows.height) / total)
    except pl.exceptions.PolarsError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> CannotReadFile:
    return CannotReadFile(
        Fault(
            file=path.name,
            text=Words(es="el archivo Parquet está dañado o incompleto", en="the Parquet file is damaged or cut short"),
            remedy=Words(es="Vuelva a exportarlo", en="Export it again"),
        )
    )
