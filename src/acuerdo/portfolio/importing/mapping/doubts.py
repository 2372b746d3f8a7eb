"""What in the reading of a file could as well be otherwise: told with an example, before anything is imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import islice

import polars as pl

from acuerdo.portfolio.importing.mapping.document import FileMapping
from acuerdo.portfolio.importing.mapping.fields import Field, ValueKind, fields_of
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.mapping.guess import fold, given_cells, plausible, with_guessed_format
from acuerdo.portfolio.importing.reading.text import decoded_sample, rival_delimiter
from acuerdo.portfolio.importing.values.amounts import STYLES, AmountStyle, cents
from acuerdo.portfolio.importing.values.dates import dates, rival_of

# Windows-1252 letters of western names are sure; a sign such as ¤ or ‚ in the middle of one tells of another encoding.
_EXPECTED = frozenset("ªº·€¿¡«»°´’‘“”–—…§²³½¼%£\u00a0")
OTHER_ENCODING = "cp850"
_LONGEST = 60


class DoubtKind(StrEnum):
    ENCODING = "encoding"
    DELIMITER = "delimiter"
    DECIMAL = "decimal"
    DATE = "date"
    COLUMN = "column"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading that could be another. `example` is a cell; `read_as` what it becomes, `or_as` what it could become.

    COLUMN: `column` was taken for `field`, `rival` is another that says the same. VALUES: `column` is named like
    `field`, but its cells do not look like it, so it was left out. `is_stated`: the mapping itself says so.
    """

    file: str
    kind: DoubtKind
    column: str
    chosen: str
    rival: str
    example: str = ""
    read_as: str = ""
    or_as: str = ""
    field: str = ""
    is_stated: bool = False

    def as_json(self) -> dict[str, str]:
        """For programs: what is known, without what is empty."""
        return {name: str(value) for name, value in asdict(self).items() if value and name != "is_stated"}


def doubts_about(fitted: Fitted) -> list[Doubt]:
    """What is doubtful about the reading of one file, whether the mapping states it or leaves it open."""
    settled = with_guessed_format(fitted)
    sample = settled.table.sample()
    return [
        *_of_text(settled, fitted.part),
        *_of_amounts(settled, sample, is_stated=fitted.part.format.decimal is not None),
        *_of_dates(settled, sample, fitted.part),
        *_of_columns(settled, sample),
    ]


def _of_text(settled: Fitted, asked: FileMapping) -> Iterator[Doubt]:
    table = settled.table
    if table.written is None:
        return
    encoding, delimiter = table.written.encoding, table.written.delimiter
    text = decoded_sample(table.path, encoding)
    odd = _odd_word(text) if encoding in ("windows-1252", "latin-1") else ""
    if odd:
        other = odd.encode(encoding, errors="replace").decode(OTHER_ENCODING, errors="replace")
        stated = asked.format.encoding is not None
        yield Doubt(table.name, DoubtKind.ENCODING, "", encoding, OTHER_ENCODING, odd, odd, other, is_stated=stated)
    rival = rival_delimiter(text, delimiter)
    if rival:
        line = next((each for each in text.split("\n") if each.strip()), "")
        yield Doubt(
            table.name, DoubtKind.DELIMITER, "", delimiter, rival, line[:_LONGEST],
            " | ".join(line.split(delimiter))[:_LONGEST], " | ".join(line.split(rival))[:_LONGEST],
            is_stated=asked.format.delimiter is not None,
        )  # fmt: skip


def _odd_word(text: str) -> str:
    """The first word with a sign that no western name has."""
    for word in text.replace(";", " ").replace(",", " ").split():
        if any(ord(sign) > 127 and not sign.isalpha() and sign not in _EXPECTED for sign in word):
            return word[:_LONGEST]
    return ""


def _of_amounts(settled: Fitted, sample: pl.DataFrame, *, is_stated: bool) -> Iterator[Doubt]:
    written = settled.part.format
    chosen = AmountStyle(written.decimal or ".", written.thousands or "")
    columns = _columns(settled, ValueKind.AMOUNT)
    cells = [given_cells(sample[column]).unique(maintain_order=True) for column in columns]
    if not cells or (all_cells := pl.concat(cells)).is_empty():
        return
    read = cents(all_cells, chosen)
    for style in STYLES:
        other = cents(all_cells, style)
        differs = (read != other).fill_null(False)
        if style != chosen and other.null_count() <= read.null_count() and differs.any():
            at = differs.arg_max() or 0
            yield Doubt(
                settled.table.name, DoubtKind.DECIMAL, ", ".join(columns), chosen.decimal, style.decimal,
                all_cells[at], f"{read[at] / 100:.2f}", f"{other[at] / 100:.2f}", is_stated=is_stated,
            )  # fmt: skip
            return


def _of_dates(settled: Fitted, sample: pl.DataFrame, asked: FileMapping) -> Iterator[Doubt]:
    forms = {
        column: form
        for key in settled.part.fields
        if (column := settled.part.fields[key].column) in _columns(settled, ValueKind.DATE)
        and (form := settled.part.fields[key].date or settled.part.format.date)
    }
    rivals = {column: rival_of(given_cells(sample[column]), form) for column, form in forms.items()}
    # A column that can be read one way only speaks for the others: one program wrote them.
    sure = {form for column, form in forms.items() if rivals[column] is None}
    stated = {source.column for source in asked.fields.values() if source.date or asked.format.date}
    for column, rival in rivals.items():
        form = forms[column]
        if rival is None or form in sure:
            continue
        cells = given_cells(sample[column]).unique(maintain_order=True)
        read, other = dates(cells, form), dates(cells, rival)
        at = (read != other).fill_null(False).arg_max() or 0
        yield Doubt(
            settled.table.name, DoubtKind.DATE, column, form, rival, cells[at], str(read[at]), str(other[at]),
            is_stated=column in stated,
        )  # fmt: skip


def _of_columns(settled: Fitted, sample: pl.DataFrame) -> Iterator[Doubt]:
    fields = {field.key: field for field in fields_of(settled.mapping.kind)}
    used = {source.column: key for key, source in settled.part.fields.items() if source.column}
    for column in settled.table.columns:
        if column in used:
            continue
        for field in fields.values():
            if fold(column) in field.headers:
                yield from _left_out(settled, sample, column, field)


def _left_out(settled: Fitted, sample: pl.DataFrame, column: str, field: Field) -> Iterator[Doubt]:
    """Why a column is none that is named like a field: another one took its place, or its cells are something else."""
    example = ", ".join(islice(given_cells(sample[column]).unique(maintain_order=True), 2))[:_LONGEST]
    taken = settled.part.fields.get(field.key)
    if taken is not None and taken.column:
        yield Doubt(
            settled.table.name, DoubtKind.COLUMN, taken.column, taken.column, column, example, field=field.key,
            is_stated=True,
        )  # fmt: skip
    elif taken is None and not plausible(field.kind, given_cells(sample[column]), settled.mapping.country):
        yield Doubt(
            settled.table.name, DoubtKind.VALUES, column, "", field.key, example, field=field.key, is_stated=True
        )


def _columns(settled: Fitted, kind: ValueKind) -> list[str]:
    kinds = {field.key: field.kind for field in fields_of(settled.mapping.kind)}
    found = [source.column for key, source in settled.part.fields.items() if kinds.get(key) is kind]
    return [column for column in found if column in settled.table.columns]
