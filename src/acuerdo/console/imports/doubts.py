"""Doubtful readings in words: what was read, from which cell, and what it could be instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from acuerdo.console.parts import formats
from acuerdo.portfolio.importing.mapping.doubts import Doubt, DoubtKind
from acuerdo.portfolio.importing.mapping.fields import field_named
from acuerdo.portfolio.queries.readings import FileReading


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """`href` leads to where the reading is changed."""

    what: str
    text: str
    href: str


def doubt_lines(doubts: Sequence[Doubt], *, kind: str, files: Sequence[FileReading], language: str) -> list[DoubtLine]:
    """Say each doubt as a question one can answer by looking at the example."""
    numbers = {file.name: number for number, file in enumerate(files)}
    return [
        DoubtLine(_what(doubt), _text(doubt, kind, language), _place(doubt, numbers.get(doubt.file, 0), files))
        for doubt in doubts
    ]


def _what(doubt: Doubt) -> str:
    words = {
        DoubtKind.ENCODING: _("Encoding"),
        DoubtKind.DELIMITER: _("Delimiter"),
        DoubtKind.DECIMAL: _("Decimals"),
        DoubtKind.DATE: _("Order of day and month"),
        DoubtKind.COLUMN: _("Which column"),
        DoubtKind.VALUES: _("Not as its name says"),
    }
    return f"{words[doubt.kind]}: {doubt.column or doubt.file}"


def _text(doubt: Doubt, kind: str, language: str) -> str:
    if doubt.kind is DoubtKind.COLUMN:
        said = {"chosen": doubt.chosen, "rival": doubt.rival, "example": doubt.example, "field": ""}
        said["field"] = _field(doubt, kind, language)
        return _("%(field)s is taken from %(chosen)s. %(rival)s says the same, with values such as %(example)s.") % said
    if doubt.kind is DoubtKind.VALUES:
        said = {"field": _field(doubt, kind, language), "example": doubt.example}
        text = _(
            "It is named like %(field)s, but values such as %(example)s do not look like it: it is not taken for that."
        )
        return text % said
    read_as, or_as = doubt.read_as, doubt.or_as
    if doubt.kind is DoubtKind.DATE:
        read_as, or_as = (formats.day(date.fromisoformat(text), width="long") for text in (read_as, or_as))
    if doubt.kind is DoubtKind.DECIMAL:
        read_as, or_as = (formats.amount(int(Decimal(text) * 100)) for text in (read_as, or_as))
    said = {"example": doubt.example, "read_as": read_as, "or_as": or_as}
    return _("“%(example)s” is read as %(read_as)s. It could also be %(or_as)s.") % said


def _field(doubt: Doubt, kind: str, language: str) -> str:
    field = field_named(kind, doubt.field)
    return field.label.in_language(language) if field else doubt.field


def _place(doubt: Doubt, number: int, files: Sequence[FileReading]) -> str:
    if doubt.kind in (DoubtKind.DECIMAL, DoubtKind.ENCODING, DoubtKind.DELIMITER):
        return f"#{doubt.kind}-{number}"
    names = [column.name for column in files[number].columns] if files else []
    return f"#target-{number}-{names.index(doubt.column)}" if doubt.column in names else f"#file-{number}"
