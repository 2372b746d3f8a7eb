"""How the files of an import are read, for the person who checks it: formats, columns with examples, first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from acuerdo.portfolio.importing.checking import CODES, check
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping
from acuerdo.portfolio.importing.mapping.document import FileMapping, Mapping
from acuerdo.portfolio.importing.mapping.doubts import Doubt, doubts_about
from acuerdo.portfolio.importing.mapping.fields import ValueKind, fields_of
from acuerdo.portfolio.importing.mapping.fitting import Fitted, fit
from acuerdo.portfolio.importing.mapping.yaml_form import load_mapping
from acuerdo.portfolio.importing.reading.records import LINE
from acuerdo.portfolio.importing.reading.tables import Table, open_table
from acuerdo.portfolio.importing.reasons import reasons
from acuerdo.portfolio.models import Import, ImportMapping

SAMPLE_ROWS = 200
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column of a file: examples, what it becomes (`debt.due_date`, `custom:number`, empty), its date format."""

    name: str
    examples: tuple[str, ...]
    target: str
    date_format: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file: how it is written, its columns, and how its first rows come out."""

    name: str
    size: int
    kind: str
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    header_line: int
    columns: tuple[ColumnReading, ...]
    other_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One of the first rows: its values as read, or what is wrong with it."""

    line: int
    values: tuple[object, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of the main file under the mapping. Of `kinds` are the values; amounts are in cents."""

    headings: tuple[str, ...]
    kinds: tuple[ValueKind, ...]
    rows: tuple[SampleRow, ...]


def opened_tables(run: Import, mapping: Mapping) -> list[Table]:
    """The files of an import, opened as a mapping says. Raises CannotReadFile."""
    tables = []
    for file in run.files:
        written = (mapping.part_for(file["name"]) or mapping.files[0]).format
        tables.append(
            open_table(
                Path(file["path"]),
                encoding=written.encoding,
                delimiter=written.delimiter,
                sheet=written.sheet,
                header_line=written.header_line,
            )
        )
    return tables


def readings_of(run: Import) -> list[FileReading]:
    """How each file of an import is read; empty if a file is gone or cannot be read any more."""
    try:
        mapping = load_mapping(run.mapping)
        tables = opened_tables(run, mapping)
    except (CannotReadFile, CannotUseMapping, OSError):
        return []
    return [_reading(table, mapping.part_for(table.name) or mapping.files[0]) for table in tables]


def doubts_of(run: Import) -> list[Doubt]:
    """What in the reading of an import's files could as well be otherwise.

    Nothing where the mapping is one that the creditor kept: somebody has looked at it before.
    """
    if ImportMapping.objects.filter(creditor_id=run.creditor_id, document=run.mapping).exists():
        return []
    try:
        mapping = load_mapping(run.mapping)
        fitted = fit(mapping, opened_tables(run, mapping))
    except (CannotReadFile, CannotUseMapping, OSError):
        return []
    return [doubt for each in fitted for doubt in doubts_about(each)]


def sample_of(run: Import, *, language: str, rows: int = 8) -> Sample | None:
    """How the first rows come out; None if the mapping does not fit the files."""
    try:
        mapping = load_mapping(run.mapping)
        fitted = fit(mapping, opened_tables(run, mapping))
    except (CannotReadFile, CannotUseMapping, OSError):
        return None
    return _sample(fitted[-1], run, language, rows)


def _reading(table: Table, part: FileMapping) -> FileReading:
    sample = table.sample(rows=SAMPLE_ROWS)
    targets = {source.column: key for key, source in part.fields.items() if source.column}
    targets |= {source.column: f"custom:{source.type}" for source in part.custom.values() if source.column}
    dates = {source.column: source.date or part.format.date or "" for source in part.fields.values() if source.column}
    columns = tuple(
        ColumnReading(name, _examples(sample[name]), targets.get(name, ""), dates.get(name, ""))
        for name in table.columns
    )
    return FileReading(
        name=table.name,
        size=table.path.stat().st_size,
        kind=table.kind.value,
        encoding=table.written.encoding if table.written else "",
        delimiter=table.written.delimiter if table.written else "",
        decimal=part.format.decimal or ".",
        thousands=part.format.thousands or "",
        header_line=table.header_line,
        columns=columns,
        other_sources=tuple(key for key, source in part.fields.items() if not source.column),
    )


def _examples(cells: pl.Series) -> tuple[str, ...]:
    trimmed = cells.cast(pl.String).str.strip_chars()
    given = trimmed.filter(trimmed != "").unique(maintain_order=True).head(EXAMPLES)
    return tuple(text if len(text) <= 40 else f"{text[:39]}…" for text in given.to_list())


def _sample(fitted: Fitted, run: Import, language: str, rows: int) -> Sample:
    raw = next((block.rows.head(rows) for block in fitted.table.blocks(block_bytes=1024 * 1024)), None)
    fields = [field for field in fields_of(fitted.mapping.kind) if field.key in fitted.part.fields]
    headings = tuple(field.label.in_language(language) for field in fields)
    kinds = tuple(field.kind for field in fields)
    if raw is None:
        return Sample(headings=headings, kinds=kinds, rows=())
    checked = check(raw, fitted)
    found = [
        SampleRow(line, tuple(values), "")
        for line, *values in checked.good.select(LINE, *(field.column for field in fields)).iter_rows()
    ]
    for line, codes in checked.faults.select(LINE, CODES).iter_rows():
        found.append(SampleRow(line, (), reasons(codes, kind=str(run.kind), language=language)))
    return Sample(headings=headings, kinds=kinds, rows=tuple(sorted(found, key=lambda row: row.line)))


def reason_words(counts: dict[str, int], *, kind: str, language: str) -> Sequence[tuple[str, int]]:
    """Why rows were sent back, in words, the most frequent first."""
    found = [(reasons(code, kind=kind, language=language), count) for code, count in counts.items()]
    return sorted(found, key=lambda each: -each[1])
