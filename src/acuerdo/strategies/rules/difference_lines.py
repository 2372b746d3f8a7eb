"""A difference between two documents as lines of plain text, for terminals and reviews."""

import json
from collections.abc import Iterator
from typing import Any

from acuerdo.strategies.rules.changes import ChangeKind, Difference, StepChange, ValueChange

NOWHERE = "nowhere"


def lines_of(difference: Difference) -> list[str]:
    """One line a step with what became of it, then one a setting and a way out: `name: before -> after`."""
    lines = [_value(change) for change in difference.document]
    for step in difference.steps:
        lines += [f"{step.step}: {_became(step)}", *(f"  {line}" for line in _details(step))]
    return lines


def _became(step: StepChange) -> str:
    if step.change is ChangeKind.CHANGED and step.kind != step.kind_before:
        return f"changed ({step.kind_before} -> {step.kind})"
    return f"{step.change} ({step.kind})"


def _details(step: StepChange) -> Iterator[str]:
    for setting in step.settings:
        if step.change is ChangeKind.ADDED:
            yield f"{setting.name}: {_written(setting.after)}"
        elif step.change is ChangeKind.CHANGED:
            yield _value(setting)
    for way in step.ways:
        before, after = way.before or NOWHERE, way.after or NOWHERE
        if step.change is ChangeKind.ADDED:
            yield f"{way.name} -> {after}"
        elif step.change is ChangeKind.CHANGED:
            yield f"{way.name}: {before} -> {after}"


def _value(change: ValueChange) -> str:
    return f"{change.name}: {_written(change.before)} -> {_written(change.after)}"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
