"""The segments and lists that a strategy file names: from files given beside it, else from the product's database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import Error, connection
from pydantic import ValidationError

from acuerdo.segments.queries import known_rules
from acuerdo.segments.rules import Known, Rule, name_of, named_by, parse_rule, references
from acuerdo.strategies.rules.checks import rules_of
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.yaml_values import CannotReadFile, read_values

SUFFIXES = (".yaml", ".yml")
MANY, ONE = "segments", "segment"
NOT_RULES = "holds no segments: give `segments:` with a rule under each key, or one rule in a file called as its key"


class CannotReadSegments(ValueError):
    """A file holds no segments; says which, where and why."""

    def __init__(self, message: str, *, file: Path, line: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.file, self.line, self.field = file, line, field


def rules_for(document: Document, files: Sequence[Path]) -> Known:
    """What a document names, and what that names: rules from files (or folders of them), the rest from the database.

    Whoever is in neither is left out: `find_faults` names it. The database is asked only for what files do not tell.
    Raises `CannotReadSegments`.
    """
    known = rules_in(files)
    if names_more(document, known):
        known = {**_rules_in_database(), **known}
    return named_by(rules_of(document), known)


def rules_in(files: Sequence[Path]) -> dict[str, Rule]:
    """The rules of segments in files and folders. Raises `CannotReadSegments`."""
    return dict(rule for file in _files(files) for rule in _rules_in(file))


def names_more(document: Document, known: Known) -> bool:
    """Whether a document names segments or lists, or they name some, that are not known."""
    found = named_by(rules_of(document), known)
    named = {name_of(each) for rule in (*rules_of(document), *found.values()) for each in references(rule)}
    return not named <= set(found)


def _rules_in_database() -> dict[str, Rule]:
    try:
        return known_rules()
    except Error:
        # No database, or an empty one: what the file names stays unknown, and its fault says what to do.
        connection.close()
        return {}


def _files(given: Sequence[Path]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.suffix in SUFFIXES)
        else:
            yield path


def _rules_in(file: Path) -> Iterator[tuple[str, Rule]]:
    try:
        values = read_values(file.read_bytes())
    except CannotReadFile as refusal:
        first = refusal.faults[0]
        raise CannotReadSegments(f"{first.message} {first.remedy}", file=file, line=first.line) from None
    match values.value:
        case {"segments": dict() as many}:
            for key, written in many.items():
                yield f"{ONE}:{key}", _rule(written, file, values.lines.get((MANY, key)), key)
        case dict() as written:
            yield f"{ONE}:{file.stem}", _rule(written, file, 1, None)
        case _:
            raise CannotReadSegments(NOT_RULES, file=file, line=1)


def _rule(written: Any, file: Path, line: int | None, field: str | None) -> Rule:
    try:
        return parse_rule(written)
    except (ValidationError, RecursionError):
        raise CannotReadSegments(NOT_RULES, file=file, line=line, field=field) from None
