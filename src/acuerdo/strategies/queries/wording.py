"""Faults and node kinds in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from acuerdo.strategies.rules.faults import TEXTS, Fault
from acuerdo.strategies.rules.form_schema import form_schema
from acuerdo.strategies.rules.kinds import all_kinds


@dataclass(frozen=True, slots=True)
class FaultInWords:
    """A fault as shown to people: where, what, what to do."""

    code: str
    step: str | None
    field: str | None
    line: int | None
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class KindInWords:
    """A node kind for palettes and forms; `schema` is the JSON schema of its settings."""

    name: str
    label: str
    help: str
    schema: dict[str, Any]


def faults_in_words(faults: Iterable[Fault]) -> list[FaultInWords]:
    """Say faults in the active language."""
    return [
        FaultInWords(
            fault.code,
            fault.step,
            fault.field,
            fault.line,
            gettext(TEXTS[fault.code][0]) % fault.details,
            gettext(TEXTS[fault.code][1]) % fault.details,
        )
        for fault in faults
    ]


def kinds_in_words() -> list[KindInWords]:
    """List the node kinds in the active language."""
    return [
        KindInWords(kind.name, gettext(kind.label), gettext(kind.help), form_schema(kind, say=gettext))
        for kind in all_kinds().values()
    ]
