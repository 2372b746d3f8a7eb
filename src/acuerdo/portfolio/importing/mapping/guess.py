"""A first mapping for files nobody has mapped yet: by header words, then by what the cells look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any, Literal, TypeVar

import polars as pl

from acuerdo.portfolio.importing.mapping.document import CustomSource, FileMapping, Format, Join, Mapping, Source
from acuerdo.portfolio.importing.mapping.fields import Field, ValueKind, field_named, fields_of
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.reading.tables import Table
from acuerdo.portfolio.importing.values import choices, emails, ibans, national_ids
from acuerdo.portfolio.importing.values.amounts import PLAIN, STYLES, cents, style_of
from acuerdo.portfolio.importing.values.dates import DateReading, format_of

Kind = Literal["debts", "payments"]
AnySource = TypeVar("AnySource", bound=Source)


def fold(text: str) -> str:
    """A header as bare words: no accents, case, punctuation; camelCase split."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    # N.I.F. and C. P. are one word; "n cliente" is two.
    return re.sub(r"\b[a-z](?: [a-z])+\b", lambda initials: initials.group().replace(" ", ""), words)


def guess_mapping(tables: Sequence[Table], *, kind: Kind = "debts", country: str = "ES") -> Mapping:
    """Map files by their headers; several files are joined on the column they share. See `doubts.doubts_about`."""
    files = [_file(table, kind, country) for table in tables]
    return Mapping(kind=kind, country=country, files=tuple(_joined(files, tables)))


def _file(table: Table, kind: Kind, country: str) -> FileMapping:
    sample = table.sample()
    fields = _by_header(table.columns, fields_of(kind))
    kinds = {field.key: field.kind for field in fields_of(kind)}
    fields = {
        key: source
        for key, source in fields.items()
        if plausible(kinds[key], given_cells(sample[str(source.column)]), country)
    }
    used = {source.column for source in fields.values()}
    custom = {
        _key(column): CustomSource.model_validate(
            {"column": column, "type": _type(sample[column], country), "label": column}
        )
        for column in table.columns
        if column not in used and kind == "debts"
    }  # fmt: skip
    written: dict[str, Any] = _number_style(sample, fields, kind)
    fields = _with_dates(sample, fields, kind, country)
    if table.written is not None:
        written |= {"encoding": table.written.encoding, "delimiter": table.written.delimiter}
    if table.sheet:
        written["sheet"] = table.sheet
    name = _key(PurePath(table.name).stem)
    return FileMapping(name=name, match=table.name, format=Format.model_validate(written), fields=fields, custom=custom)


def _by_header(columns: Sequence[str], fields: Sequence[Field]) -> dict[str, Source]:
    """Each column to at most one field, the closest header words first."""
    found: dict[str, Source] = {}
    taken: set[str] = set()
    folded = {column: fold(column) for column in columns}
    ranked = sorted(
        (field.headers.index(words), position, field.key, column)
        for position, field in enumerate(fields)
        for column, words in folded.items()
        if words in field.headers
    )
    for _, _, key, column in ranked:
        if key not in found and column not in taken:
            found[key] = Source(column=column)
            taken.add(column)
    return {field.key: found[field.key] for field in fields if field.key in found}


def plausible(kind: ValueKind, cells: pl.Series, country: str) -> bool:
    """Whether the cells are what the header promised: "country code" may be a branch number."""
    readers: dict[ValueKind, Callable[[], pl.Series]] = {
        ValueKind.COUNTRY: lambda: _read(cells, choices.codes(pl.col("cell"), choices.COUNTRIES)),
        ValueKind.CURRENCY: lambda: _read(cells, choices.codes(pl.col("cell"), choices.CURRENCIES)),
        ValueKind.BOOL: lambda: _read(cells, choices.booleans(pl.col("cell"))),
        ValueKind.EMAIL: lambda: _read(cells, emails.emails(pl.col("cell"))),
        ValueKind.IBAN: lambda: ibans.ibans(cells),
        ValueKind.NATIONAL_ID: lambda: national_ids.national_ids(cells, country=country),
    }
    if kind not in readers or cells.is_empty():
        return True
    return readers[kind]().null_count() * 2 <= cells.len()


def _read(cells: pl.Series, reader: pl.Expr) -> pl.Series:
    return cells.to_frame("cell").select(reader).to_series()


def _number_style(sample: pl.DataFrame, fields: dict[str, Source], kind: Kind) -> dict[str, Any]:
    cells = [given_cells(sample[name]) for name in _columns(fields, kind, ValueKind.AMOUNT)]
    if not cells:
        return {}
    style, _ = style_of(pl.concat(cells))
    return {"decimal": style.decimal, "thousands": style.thousands}


def _with_dates(sample: pl.DataFrame, fields: dict[str, Source], kind: Kind, country: str) -> dict[str, Source]:
    readings: dict[str, DateReading] = {}
    for column in _columns(fields, kind, ValueKind.DATE):
        if reading := format_of(given_cells(sample[column]), country=country):
            readings[column] = reading
    settled = {each.format for each in readings.values() if each.certain}
    chosen: dict[str, Source] = {}
    for key, source in fields.items():
        found = readings.get(source.column or "")
        if found is None:
            chosen[key] = source
            continue
        form = found.format
        if found.rival in settled and form not in settled:
            # Another column of the same file can only be read one way: they were written by one program.
            form = str(found.rival)
        chosen[key] = source.model_copy(update={"date": form})
    return chosen


def _columns(fields: dict[str, Source], kind: Kind, value: ValueKind) -> list[str]:
    kinds = {field.key: field.kind for field in fields_of(kind)}
    return [source.column for key, source in fields.items() if kinds[key] is value and source.column]


def given_cells(cells: pl.Series) -> pl.Series:
    """The cells that say something, trimmed."""
    trimmed = cells.str.strip_chars()
    return trimmed.filter(trimmed != "")


def _type(cells: pl.Series, country: str) -> str:
    given = given_cells(cells)
    if given.is_empty():
        return "text"
    lowered = set(given.str.to_lowercase().unique())
    if lowered <= {"yes", "no", "si", "sí", "true", "false"}:
        return "bool"
    # Leading zeros make it a code, not a number.
    if not given.str.contains(r"^0\d").any() and any(_all_numbers(given, style) for style in STYLES[:2]):
        return "number"
    if format_of(given, country=country) and given.str.contains(r"[/\-.]").all():
        return "date"
    return "text"


def _all_numbers(given: pl.Series, style: Any) -> bool:
    return cents(given, style).null_count() == 0


def _key(text: str) -> str:
    key = fold(text).replace(" ", "_")[:50] or "column"
    return key if key[0].isalpha() else f"c_{key}"


def _joined(files: list[FileMapping], tables: Sequence[Table]) -> list[FileMapping]:
    """With several files: the one that holds debts is the main one, the others hang on a column of the same meaning."""
    if len(files) < 2:
        return files
    main = next((number for number, each in enumerate(files) if "debt.due_date" in each.fields), len(files) - 1)
    joined = []
    for number, each in enumerate(files):
        if number == main:
            joined.append(each)
            continue
        column = _shared(tables[number].columns, tables[main].columns)
        joined.append(each.model_copy(update={"join": Join(column=column[0], to=f"{files[main].name}.{column[1]}")}))
    return joined


def _shared(columns: Sequence[str], others: Sequence[str]) -> tuple[str, str]:
    by_words = {fold(other): other for other in others}
    for column in columns:
        if fold(column) in by_words:
            return column, by_words[fold(column)]
    return columns[0], others[0]


def with_guessed_format(fitted: Fitted) -> Fitted:
    """Fill in how numbers and dates are written where the mapping leaves it open, from the first rows."""
    sample = fitted.table.sample()
    written = fitted.part.format
    if written.decimal is None:
        cells = [given_cells(sample[name]) for name in _sources_of(fitted, AMOUNTS)]
        style, _ = style_of(pl.concat(cells)) if cells else (PLAIN, True)
        written = written.model_copy(update={"decimal": style.decimal, "thousands": style.thousands})
    part = fitted.part.model_copy(update={"format": written})
    if written.date is None:
        part = part.model_copy(
            update={
                "fields": {
                    key: _dated(source, _kind(fitted, key), sample, fitted) for key, source in part.fields.items()
                },
                "custom": {
                    key: _dated(source, "date" if source.type == "date" else "", sample, fitted)
                    for key, source in part.custom.items()
                },
            }
        )
    return Fitted(fitted.table, part, fitted.mapping)


AMOUNTS = (ValueKind.AMOUNT, ValueKind.NUMBER)


def _sources_of(fitted: Fitted, kinds: Sequence[ValueKind]) -> list[str]:
    own = [source.column for key, source in fitted.part.fields.items() if _kind(fitted, key) in kinds]
    custom = [source.column for source in fitted.part.custom.values() if source.type in ("money", "number")]
    return [column for column in own + custom if column]


def _kind(fitted: Fitted, key: str) -> str:
    field = field_named(fitted.mapping.kind, key)
    return field.kind if field else ""


def _dated(source: AnySource, kind: str, sample: pl.DataFrame, fitted: Fitted) -> AnySource:
    if kind != ValueKind.DATE or source.date is not None or source.column is None:
        return source
    reading = format_of(given_cells(sample[source.column]), country=fitted.mapping.country)
    return source.model_copy(update={"date": reading.format}) if reading else source


def how_read(fitted: Fitted) -> dict[str, str | None]:
    """How a file was read, to be shown: encoding, delimiter, sheet, decimal sign, thousands sign, date format."""
    table, written = fitted.table, fitted.part.format
    dates = {source.date for source in fitted.part.fields.values()} | {written.date}
    return {
        "file": table.name,
        "kind": table.kind.value,
        "encoding": table.written.encoding if table.written else None,
        "delimiter": table.written.delimiter if table.written else None,
        "sheet": table.sheet,
        "decimal": written.decimal,
        "thousands": written.thousands,
        "date": ", ".join(sorted(each for each in dates if each)) or None,
    }
