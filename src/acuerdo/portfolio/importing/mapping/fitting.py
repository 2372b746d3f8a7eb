"""A mapping laid on the files at hand: every column it names must be there."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotUseMapping, Fault
from acuerdo.portfolio.importing.mapping.document import FileMapping, Mapping, Source
from acuerdo.portfolio.importing.mapping.fields import Field, fields_of
from acuerdo.portfolio.importing.reading.tables import Table

TEMPLATE_PART = re.compile(r"\{([^{}|]+)((?:\|[a-z]+)*)\}")
FILTERS = ("lower", "upper", "digits", "letters")
# Which fields may stand in for a required one.
INSTEAD_OF: Dict[str, tuple[str, ...]] = {"debtor.reference": ("debtor.national_id",)}


@dataclass(frozen=True, slots=True)
class Fitted:
    """One file with its part of the mapping. `debtors_only` files say who people are, not what they owe."""

    table: Table
    part: FileMapping
    mapping: Mapping

    @property
    def debtors_only(self) -> bool:
        return self.mapping.kind == "debts" and not any(key.startswith("debt.") for key in self.part.fields)


def fit(mapping: Mapping, tables: Sequence[Table], *, name: str = "mapping.yaml") -> tuple[Fitted, ...]:
    """Pair files with their parts; files that say who people are come first.

    Raises CannotUseMapping with a fault for every unknown field, missing column (near names told) and file.
    """
    pairs, faults = _pair(mapping, tables, name)
    for table, part in pairs:
        faults += _field_faults(mapping, part, name)
        faults += _column_faults(table, part, name)
        faults += _missing_fields(mapping, part, name)
    if faults:
        raise CannotUseMapping(*faults)
    fitted = [Fitted(table, _with_join(mapping, part), mapping) for table, part in pairs]
    return tuple(sorted(fitted, key=lambda each: not each.debtors_only))


def _pair(mapping: Mapping, tables: Sequence[Table], name: str) -> tuple[list[tuple[Table, FileMapping]], list[Fault]]:
    if len(mapping.files) == 1 and len(tables) == 1:
        return [(tables[0], mapping.files[0])], []
    pairs, faults, left = [], [], list(mapping.files)
    for table in tables:
        part = next((each for each in left if fnmatch(table.name, each.match or each.name + ".*")), None)
        if part is None:
            known = ", ".join(each.match or each.name for each in mapping.files)
            faults.append(
                _fault(
                    name,
                    "files",
                    f"ningún patrón corresponde al archivo {table.name}",
                    f"no pattern matches the file {table.name}",
                    f"Patrones: {known}",
                    f"Patterns: {known}",
                )
            )
            continue
        left.remove(part)
        pairs.append((table, part))
    faults += [
        _fault(
            name,
            f"files.{each.name}",
            f"falta el archivo {each.match or each.name}",
            f"the file {each.match or each.name} is missing",
            "Indique todos los archivos de la correspondencia",
            "Give all files of the mapping",
        )
        for each in left
    ]
    return pairs, faults


def _field_faults(mapping: Mapping, part: FileMapping, name: str) -> list[Fault]:
    known = [field.key for field in fields_of(mapping.kind)]
    return [
        _fault(name, f"{part.name}.fields.{key}", "campo desconocido", "unknown field", *_near(key, known))
        for key in part.fields
        if key not in known
    ]


def _column_faults(table: Table, part: FileMapping, name: str) -> list[Fault]:
    faults = []
    named = {**part.fields, **{f"custom.{key}": source for key, source in part.custom.items()}}
    for key, source in named.items():
        place = f"{part.name}.fields.{key}"
        faults += [
            _fault(
                name,
                place,
                f"no hay ninguna columna «{column}» en {table.name}",
                f"there is no column {column!r} in {table.name}",
                *_near(column, table.columns),
            )
            for column in columns_of(source)
            if column not in table.columns
        ]
        wrong = [each for each in filters_of(source) if each not in FILTERS]
        faults += [
            _fault(name, place, f"filtro desconocido «{each}»", f"unknown filter {each!r}", *_near(each, FILTERS))
            for each in wrong
        ]
    if part.join and part.join.column not in table.columns:
        faults.append(
            _fault(
                name,
                f"{part.name}.join.column",
                f"no hay ninguna columna «{part.join.column}» en {table.name}",
                f"there is no column {part.join.column!r} in {table.name}",
                *_near(part.join.column, table.columns),
            )
        )
    return faults


def _missing_fields(mapping: Mapping, part: FileMapping, name: str) -> list[Fault]:
    part = _with_join(mapping, part)
    if mapping.kind == "debts" and not any(key.startswith("debt.") for key in part.fields):
        required = [field for field in fields_of(mapping.kind) if field.key == "debtor.reference"]
    else:
        required = [field for field in fields_of(mapping.kind) if field.required]
    return [
        _fault(
            name,
            f"{part.name}.fields.{field.key}",
            f"falta un campo obligatorio ({field.label.es})",
            f"a required field is missing ({field.label.en})",
            "Indique su columna",
            "Name its column",
        )
        for field in required
        if field.key not in part.fields
    ] + _payment_without_debt(mapping, part, name)


def _payment_without_debt(mapping: Mapping, part: FileMapping, name: str) -> list[Fault]:
    if mapping.kind != "payments" or {"payment.debt_reference", "payment.debtor_reference"} & set(part.fields):
        return []
    return [
        _fault(
            name,
            f"{part.name}.fields",
            "ninguna columna dice qué deuda o qué cliente paga",
            "no column tells which debt or customer is paid",
            "Indique payment.debt_reference o payment.debtor_reference",
            "Name payment.debt_reference or payment.debtor_reference",
        )
    ]


def _with_join(mapping: Mapping, part: FileMapping) -> FileMapping:
    """A joined file names its debtors by the column of the join; so does the file it hangs on."""
    if part.join:
        return _default_reference(part, part.join.column)
    other = next((each.join.other_column for each in mapping.files if each.join and each.join.file == part.name), None)
    return _default_reference(part, other) if other else part


def _default_reference(part: FileMapping, column: str) -> FileMapping:
    if "debtor.reference" in part.fields:
        return part
    return part.model_copy(update={"fields": {"debtor.reference": Source(column=column), **part.fields}})


def columns_of(source: Source) -> list[str]:
    """The columns a source reads."""
    if source.template is not None:
        return [match.group(1).strip() for match in TEMPLATE_PART.finditer(source.template)]
    return [source.column] if source.column is not None else []


def filters_of(source: Source) -> list[str]:
    """The filters a template uses."""
    if source.template is None:
        return []
    return [name for match in TEMPLATE_PART.finditer(source.template) for name in match.group(2).split("|") if name]


def custom_fields(fitted: Sequence[Fitted]) -> dict[str, tuple[str, str]]:
    """Type and label of every own column of these files."""
    return {key: (source.type, source.label or key) for each in fitted for key, source in each.part.custom.items()}


def field_of(fitted: Fitted, key: str) -> Field:
    """The field of a key that is known to exist."""
    return next(field for field in fields_of(fitted.mapping.kind) if field.key == key)


def _near(word: str, known: Sequence[str]) -> tuple[str, str]:
    folded = {each.lower(): each for each in known}
    close = [folded[each] for each in get_close_matches(word.lower(), list(folded), n=3, cutoff=0.5)]
    if close:
        listed = ", ".join(repr(each) for each in close)
        return f"¿Quería decir {listed}?", f"Did you mean {listed}?"
    listed = ", ".join(known)
    return f"Hay: {listed}", f"There are: {listed}"


def _fault(name: str, field: str, es: str, en: str, remedy_es: str, remedy_en: str) -> Fault:
    return Fault(name, Words(es=es, en=en), Words(es=remedy_es, en=remedy_en), field=field)
