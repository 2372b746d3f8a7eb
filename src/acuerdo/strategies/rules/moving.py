"""Which waiting cases may go on in another version: a comparison of two documents, nothing else.

A case stands at a step. It may go on where the other version has a step of the same id that can hold it as it is: of
the same kind, or both are waits (a step that acts on arrival is none: nobody would have acted). Whoever has only just
come in goes to the other entry, whatever its name.
"""

from dataclasses import dataclass

from acuerdo.strategies.enums import StayReason
from acuerdo.strategies.rules.acts import Act
from acuerdo.strategies.rules.document import Document, Node
from acuerdo.strategies.rules.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the cases at a step: they go to the step `to`, or stay for a reason."""

    step: str
    kind: str
    to: str | None = None
    reason: StayReason | None = None


def fates(before: Document, after: Document) -> tuple[Fate, ...]:
    """Say for each step of `before`, in its order, where its cases stand in `after`."""
    new = {node.id: node for node in after.nodes}
    return tuple(
        Fate(node.id, node.kind, to=after.entry)
        if node.id == before.entry
        else _fate(node, None if node.id == after.entry else new.get(node.id))
        for node in before.nodes
    )


def _fate(node: Node, other: Node | None) -> Fate:
    if other is None:
        return Fate(node.id, node.kind, reason=StayReason.STEP_REMOVED)
    if node.kind == other.kind or (_waits(node) and _waits(other)):
        return Fate(node.id, node.kind, to=other.id)
    return Fate(node.id, node.kind, reason=StayReason.KIND_CHANGED)


def _waits(node: Node) -> bool:
    kind = kind_of(node.kind)
    return kind is not None and kind.waiting and not isinstance(kind, Act)
