"""What differs between two versions, step by step, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from acuerdo.console.strategies.setting_words import choice_words
from acuerdo.console.strategies.step_settings import Setting, settings_of
from acuerdo.console.strategies.telling import Teller
from acuerdo.console.strategies.words import duration_words, outlet_words
from acuerdo.strategies.enums import ExitRule
from acuerdo.strategies.rules.changes import ChangeKind, Difference, StepChange, ValueChange
from acuerdo.strategies.rules.document import Node

NOTHING = "–"
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Value:
    """One setting, or one way out, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one step: `change` is added, removed, changed or rerouted (only its ways lead elsewhere)."""

    step: str
    label: str
    icon: str
    change: str
    summary: str
    values: Sequence[Value]
    ways: Sequence[Value]


@dataclass(frozen=True, slots=True)
class DifferenceInWords:
    """The whole: fields of the strategy itself, then its steps."""

    document: Sequence[Value]
    steps: Sequence[Told]

    @property
    def is_empty(self) -> bool:
        return not self.document and not self.steps

    def count(self, change: str) -> int:
        """How many steps were added, removed, changed or rerouted."""
        return sum(step.change == change for step in self.steps)


def in_words(difference: Difference, teller: Teller) -> DifferenceInWords:
    """Tell a difference to people."""
    return DifferenceInWords(
        document=[_of_document(change) for change in difference.document],
        steps=[_step(change, teller) for change in difference.steps],
    )


def _of_document(change: ValueChange) -> Value:
    labels = {"title": gettext("Title"), "entry": gettext("Entry"), "exit": gettext("A case leaves at any step when")}
    return Value(
        labels.get(change.name, change.name), _plain(change.name, change.before), _plain(change.name, change.after)
    )


def _plain(name: str, value: Any) -> str:
    if name == "exit":
        known = dict(ExitRule.choices)
        return ", ".join(str(known.get(each, each)) for each in value or []) or NOTHING
    if isinstance(value, dict):
        return " · ".join(f"{language}: {words}" for language, words in value.items()) or NOTHING
    return str(value or NOTHING)


def _step(change: StepChange, teller: Teller) -> Told:
    is_changed = change.change is ChangeKind.CHANGED
    data = {each.name: each.before if change.change is ChangeKind.REMOVED else each.after for each in change.settings}
    known = {each.name: each for each in settings_of(change.kind)}
    values = [
        Value(
            gettext(known[each.name].title) if each.name in known else each.name,
            value_words(known.get(each.name), each.before, teller),
            value_words(known.get(each.name), each.after, teller),
        )
        for each in change.settings
    ]
    if is_changed and change.kind != change.kind_before:
        values.insert(0, Value(gettext("Kind"), teller.label(change.kind_before), teller.label(change.kind)))
    return Told(
        step=change.step,
        label=teller.label(change.kind),
        icon=teller.icon(change.kind),
        change="rerouted" if is_changed and not values else change.change.value,
        summary="" if is_changed else teller.summary(Node(id=change.step, kind=change.kind, data=data)),
        values=values if is_changed else [],
        ways=[Value(outlet_words(w.name), str(w.before or NOTHING), str(w.after or NOTHING)) for w in change.ways],
    )


def value_words(setting: Setting | None, value: Any, teller: Teller) -> str:
    """A value of a setting as people read it; nothing is a dash."""
    if value is None or value in ("", [], {}):
        return NOTHING
    shape = setting.shape if setting else ""
    if shape in ("group", "rows") and setting is not None:
        return _inner(setting, value, teller)
    if isinstance(value, list):
        return ", ".join(value_words(setting, each, teller) for each in value)
    return _one(shape, setting.words if setting else "", value, teller)


def _one(shape: str, enumeration: str, value: Any, teller: Teller) -> str:
    tellers: dict[str, Callable[[Any], str]] = {
        "rule": teller.rule,
        "duration": lambda text: gettext("never") if text == NEVER else duration_words(str(text)),
        "choice": lambda choice: choice_words(enumeration, str(choice)),
        "many": lambda choice: choice_words(enumeration, str(choice)),
        "fact": lambda key: teller.fact(str(key)),
        "facts": lambda key: teller.fact(str(key)),
        "money": lambda cents: (
            number_format(cents / 100, decimal_pos=2, force_grouping=True) if isinstance(cents, int) else str(cents)
        ),
    }
    return tellers.get(shape, _yes_no)(value)


def _money(cents: Any) -> str:
    return number_format(cents / 100, decimal_pos=2, force_grouping=True) if isinstance(cents, int) else str(cents)


def _inner(setting: Setting, value: Any, teller: Teller) -> str:
    rows = value if isinstance(value, list) else [value]
    known = {each.name: each for each in setting.inner}
    told = [
        ", ".join(value_words(known.get(name), each, teller) for name, each in row.items())
        for row in rows
        if isinstance(row, dict)
    ]
    return "; ".join(told) or NOTHING


def _yes_no(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)
