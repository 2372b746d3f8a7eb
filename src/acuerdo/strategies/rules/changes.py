"""What differs between two versions of a strategy, step by step."""

from dataclasses import dataclass, fields
from typing import Any

from acuerdo.strategies.rules.document import Document


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
        document=tuple(name for name in ("title", "entry", "exit") if getattr(before, name) != getattr(after, name)),
    )


def _ways(document: Document, step: str) -> set[tuple[str, str]]:
    return {(edge.out, edge.to) for edge in document.edges if edge.source == step}
