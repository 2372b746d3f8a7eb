"""The vocabulary of rules and tokens: each fact once, with its type, words and where it is read.

Contexts declare facts in their `facts.py` (imported by their AppConfig) with `register`; how a column of
`cases_casefacts` is computed from a context's tables is told by a `FactSource`. See docs/adr (0005).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import polars as pl


class FactType(StrEnum):
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Words:
    """A label or help text in the languages of the product."""

    es: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.es


@dataclass(frozen=True, slots=True)
class Derived:
    """A value worked out from columns of the row whenever it is read, so that no day that passes makes it false.

    `sql` is an expression over `cases_casefacts f` in which `{today}` stands for an expression of type date; `frame`
    gives the same for a day over a frame whose columns are named like the table's. A property test holds them equal.
    """

    columns: tuple[str, ...]
    sql: str
    frame: Callable[[date], pl.Expr]


@dataclass(frozen=True, slots=True)
class Fact:
    """A named, typed thing known about a case.

    `column` names the column of `cases_casefacts` (for `custom.*` the key inside its `custom` json). A fact that
    depends on today names a date column in `days_since` instead: its value is today minus that date, in days. Other
    facts that follow from columns say how in `derived`.
    """

    key: str
    type: FactType
    label: Words
    help: Words
    column: str = ""
    days_since: str = ""
    derived: Derived | None = None
    choices: tuple[tuple[str, Words], ...] = ()
    example: str = ""
    creditor_id: int | None = None

    @property
    def is_custom(self) -> bool:
        return self.key.startswith("custom.")

    @property
    def group(self) -> str:
        return self.key.split(".", 1)[0]


def described(
    key: str,
    kind: FactType,
    column: str,
    label: tuple[str, str],
    help_text: tuple[str, str],
    example: str,
    choices: tuple[tuple[str, Words], ...] = (),
    days_since: str = "",
    derived: Derived | None = None,
) -> Fact:
    """A fact with its words in Spanish and English, as contexts declare theirs."""
    return Fact(
        key=key,
        type=kind,
        label=Words(*label),
        help=Words(*help_text),
        column=column,
        choices=choices,
        example=example,
        days_since=days_since,
        derived=derived,
    )


@dataclass(frozen=True, slots=True)
class FactSource:
    """How a context fills its columns of `cases_casefacts`.

    `sql` selects `case_id` and `columns` for the cases listed in the common table `wanted(case_id, debtor_id,
    creditor_id, opened_at)`; at most one row a case. Cases without a row get `defaults` (else null).
    """

    name: str
    columns: tuple[str, ...]
    sql: str
    defaults: dict[str, str] = field(default_factory=dict)


class UnknownFact(KeyError):
    """No fact of that key is declared."""


_facts: dict[str, Fact] = {}
_families: dict[str, Callable[[str], Fact | None]] = {}
_sources: dict[str, FactSource] = {}


def register(*facts: Fact) -> None:
    """Declare facts; a key may be declared once."""
    for fact in facts:
        if _facts.get(fact.key, fact) != fact:
            raise ValueError(f"fact {fact.key!r} is declared twice")
        _facts[fact.key] = fact


def register_family(name: str, make: Callable[[str], Fact | None]) -> None:
    """Declare facts there may be any number of: `make` gives the fact for what follows `name.` in a key, or None."""
    _families[name] = make


def register_source(source: FactSource) -> None:
    """Declare how a context's columns are read."""
    _sources[source.name] = source


def get(key: str, *, custom: Iterable[Fact] = ()) -> Fact:
    """The fact of this key; raises UnknownFact. Creditors' own facts are handed in as `custom`."""
    if key in _facts:
        return _facts[key]
    for fact in custom:
        if fact.key == key:
            return fact
    name, _dot, rest = key.partition(".")
    if name in _families and (made := _families[name](rest)) is not None:
        return made
    raise UnknownFact(key)


def all_facts(*, custom: Iterable[Fact] = ()) -> list[Fact]:
    """Every declared fact and the given custom ones, in the order of their keys; families are not spelt out."""
    return sorted([*_facts.values(), *custom], key=lambda fact: fact.key)


def sources(names: Iterable[str] | None = None) -> list[FactSource]:
    """Sources in order of declaration; only those named, if names are given. Raises ValueError for an unknown name."""
    if names is None:
        return list(_sources.values())
    wanted = set(names)
    if unknown := sorted(wanted - set(_sources)):
        raise ValueError(f"nobody declares facts under {unknown[0]!r}; there are: {', '.join(sorted(_sources))}")
    return [source for name, source in _sources.items() if name in wanted]
