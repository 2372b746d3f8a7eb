"""One block of delimited text as a frame of text columns; broken records are marked, never dropped or mended."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO

import numpy as np
import polars as pl

from acuerdo.portfolio.importing.reading.blocks import TextBlock

LINE = "__line"
# Null for a whole record, else why it is none: see `reasons.RECORDS`.
BROKEN = "__broken"
EXTRA = "__extra"
TOO_MANY, TOO_FEW, OPEN_QUOTE = "too_many_fields", "too_few_fields", "open_quote"
# A field with more line ends than this is a forgotten quote that swallowed rows, not an address.
LINES_IN_A_FIELD = 20


def records(block: TextBlock, *, columns: Sequence[str], delimiter: str) -> pl.DataFrame:
    """Parse a block: text columns as named, `__line` of each record, `__broken` where it is no whole record."""
    lines = block.ends + (not block.content.endswith(b"\n"))
    frame = _fast(block.content, columns, delimiter)
    if frame is None or _swallowed(frame, lines, columns):
        return _slow(block, columns, delimiter)
    frame = frame.with_columns(_line_numbers(frame, lines, block.line, columns))
    frame = frame.with_columns(_breaks(frame, block, lines, columns, delimiter)).drop(EXTRA)
    return _without_blank(frame, columns)


def _fast(content: bytes, columns: Sequence[str], delimiter: str) -> pl.DataFrame | None:
    # A header of our own with one column more shows rows that are too long; without it Polars judges by the first row.
    names = [f"c{number}" for number in range(len(columns))] + [EXTRA]
    header = delimiter.join(names).encode() + b"\n"
    try:
        frame = pl.read_csv(
            BytesIO(header + content),
            schema=dict.fromkeys(names, pl.String),
            separator=delimiter,
            empty_string_is_null=False,
            truncate_ragged_lines=True,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    return frame.rename(dict(zip(names, columns, strict=False)))


def _swallowed(frame: pl.DataFrame, lines: int, columns: Sequence[str]) -> bool:
    if frame.height == lines:
        return False
    longest = frame.select(pl.max_horizontal(pl.col(*columns).str.count_matches("\n", literal=True).max())).item()
    return bool((longest or 0) > LINES_IN_A_FIELD)


def _line_numbers(frame: pl.DataFrame, lines: int, first: int, columns: Sequence[str]) -> pl.Series:
    if frame.height == lines:
        return pl.Series(LINE, np.arange(first, first + frame.height, dtype=np.int64))
    inside = frame.select(pl.sum_horizontal(pl.col(*columns).str.count_matches("\n", literal=True))).to_series()
    spans = inside.fill_null(0).to_numpy().astype(np.int64) + 1
    return pl.Series(LINE, first + np.cumsum(spans) - spans)


def _breaks(frame: pl.DataFrame, block: TextBlock, lines: int, columns: Sequence[str], delimiter: str) -> pl.Expr:
    too_many = frame[EXTRA].fill_null("") != ""
    too_few = _short(frame, block, lines, columns, delimiter)
    parts = [(mask, why) for mask, why in ((too_few, TOO_FEW), (too_many, TOO_MANY)) if mask.any()]
    if not parts:
        return pl.lit(None, pl.String).alias(BROKEN)
    return pl.coalesce(pl.when(mask).then(pl.lit(why)) for mask, why in parts).alias(BROKEN)


def _short(frame: pl.DataFrame, block: TextBlock, lines: int, columns: Sequence[str], delimiter: str) -> pl.Series:
    """Which records have too few fields. Polars fills them up; only the raw line tells."""
    short = pl.repeat(False, frame.height, eager=True)
    last_empty = (frame[columns[-1]] == "").arg_true()
    if len(columns) < 2 or last_empty.is_empty():
        return short
    likely = frame[last_empty]
    raw = pl.Series(block.content.decode().split("\n")).gather(likely[LINE] - block.line)
    # Delimiters inside quotes make the count too high, never too low, so nothing whole is called short.
    is_short = raw.str.count_matches(delimiter, literal=True) < len(columns) - 1
    if frame.height != lines:
        is_short &= ~likely.select(pl.any_horizontal(pl.col(*columns).str.contains("\n", literal=True))).to_series()
    return short.scatter(last_empty.filter(is_short), True)


def _without_blank(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    # Looking at every cell costs more than reading them: only rows whose first cell is empty can be blank.
    likely = (frame[columns[0]].str.strip_chars() == "").arg_true()
    if likely.is_empty():
        return frame
    blank = frame[likely].select(pl.all_horizontal(pl.col(*columns).str.strip_chars() == "")).to_series()
    if not blank.any():
        return frame
    return frame.filter(pl.repeat(True, frame.height, eager=True).scatter(likely.filter(blank), False))


def _slow(block: TextBlock, columns: Sequence[str], delimiter: str) -> pl.DataFrame:
    """Record by record, for the rare block with stray quotes: one bad record must not take others with it."""
    rows: list[list[str]] = []
    marks: list[tuple[int, str | None]] = []
    raw = block.content.decode().split("\n")
    at = 0
    while at < len(raw):
        taken, fields, broken = _take(raw, at, delimiter)
        if any(field.strip() for field in fields):
            broken = broken or _width_fault(len(fields), len(columns))
            rows.append((fields + [""] * len(columns))[: len(columns)])
            marks.append((block.line + at, broken))
        at += taken
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return frame.with_columns(
        pl.Series(LINE, [line for line, _ in marks], dtype=pl.Int64),
        pl.Series(BROKEN, [broken for _, broken in marks], dtype=pl.String),
    )


def _width_fault(width: int, expected: int) -> str | None:
    if width == expected:
        return None
    return TOO_FEW if width < expected else TOO_MANY


def _take(raw: list[str], at: int, delimiter: str) -> tuple[int, list[str], str | None]:
    """The record that begins at a line: lines taken, its fields, and whether its quote stays open."""
    quotes = 0
    for taken in range(1, LINES_IN_A_FIELD + 2):
        if at + taken > len(raw):
            break
        quotes += raw[at + taken - 1].count('"')
        if quotes % 2 == 0:
            record = next(csv.reader(["\n".join(raw[at : at + taken])], delimiter=delimiter), [])
            return taken, record, None
    return 1, raw[at].split(delimiter), OPEN_QUOTE
