"""What differs between two versions of a strategy, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from acuerdo.strategies.rules.document import Document

_OF_DOCUMENT = ("title", "entry", "exit")


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of steps added, removed, changed (kind or settings) and led elsewhere; names of document fields changed."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    rerouted: tuple[str, ...] = ()
    document: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What is not empty, for the audit log."""
        return {each.name: list(getattr(self, each.name)) for each in fields(self) if getattr(self, each.name)}


class ChangeKind(StrEnum):
    """What became of a step."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A setting, or where a way out leads, before and after; None where there was or is none."""

    name: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class StepChange:
    """How one step differs. `settings` are those that differ; `ways` the ways out that lead elsewhere (step ids)."""

    step: str
    change: ChangeKind
    kind: str
    kind_before: str
    settings: tuple[ValueChange, ...] = ()
    ways: tuple[ValueChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Two documents side by side: fields of the document, then steps in the order of the later one, then those gone."""

    document: tuple[ValueChange, ...] = ()
    steps: tuple[StepChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.document and not self.steps


def compare(before: Document | None, after: Document) -> Changes:
    """Say what `after` changes; everything is new where there was nothing before."""
    if before is None:
        return Changes(added=tuple(node.id for node in after.nodes))
    old, new = {node.id: node for node in before.nodes}, {node.id: node for node in after.nodes}
    kept = [step for step in new if step in old]
    return Changes(
        added=tuple(step for step in new if step not in old),
        removed=tuple(step for step in old if step not in new),
        changed=tuple(step for step in kept if old[step] != new[step]),
        rerouted=tuple(step for step in kept if _ways(before, step) != _ways(after, step)),
        document=tuple(name for name in _OF_DOCUMENT if getattr(before, name) != getattr(after, name)),
    )


def explain(before: Document | None, after: Document) -> Difference:
    """Say what `after` changes with the values themselves, for people to read; for the audit log use `compare`."""
    earlier = before or Document(name=after.name, exit=[])
    old, new = _steps(earlier), _steps(after)
    changed = [_step(step, old.get(step), new.get(step)) for step in [*new, *(step for step in old if step not in new)]]
    told = {name: (getattr(earlier, name), getattr(after, name)) for name in _OF_DOCUMENT}
    return Difference(
        document=tuple(ValueChange(name, *pair) for name, pair in told.items() if pair[0] != pair[1]),
        steps=tuple(step for step in changed if step is not None),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    kind: str
    settings: Mapping[str, Any]
    ways: Mapping[str, str]


_NOTHING = _Step("", {}, {})


def _steps(document: Document) -> dict[str, _Step]:
    ways: dict[str, dict[str, str]] = {node.id: {} for node in document.nodes}
    for edge in document.edges:
        ways[edge.source][edge.out] = edge.to
    return {node.id: _Step(node.kind, node.data, ways[node.id]) for node in document.nodes}


def _step(step: str, old: _Step | None, new: _Step | None) -> StepChange | None:
    if old == new:
        return None
    earlier, later = old or _NOTHING, new or _NOTHING
    change = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
    return StepChange(
        step=step,
        change=change,
        kind=later.kind or earlier.kind,
        kind_before=earlier.kind,
        settings=_values(earlier.settings, later.settings),
        ways=_values(earlier.ways, later.ways),
    )


def _values(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ValueChange, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        ValueChange(name, before.get(name), after.get(name))
        for name in names
        if (name in before, before.get(name)) != (name in after, after.get(name))
    )


def _ways(document: Document, step: str) -> set[tuple[str, str]]:
    return {(edge.out, edge.to) for edge in document.edges if edge.source == step}
