"""The steps of a document as the list view and the canvas show them: in words, with faults and live counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acuerdo.console.strategies.telling import Teller, teller_for
from acuerdo.console.strategies.words import outlet_words
from acuerdo.strategies.queries import FaultInWords, NodeCount, StrategyDraft, live_counts
from acuerdo.strategies.rules.document import Document, Node
from acuerdo.strategies.rules.editing import outlets_of


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step: in words, where it leads (nowhere: ""), how many took it.

    Nobody can have taken what is not live: `taken` and `share` are None where the live version leads elsewhere.
    """

    out: str
    label: str
    to: str
    to_label: str
    taken: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One step: what it does, who is there, which ways they took, what is wrong."""

    id: str
    kind: str
    label: str
    icon: str
    summary: str
    note: str
    active: int
    moved: int
    ways: Sequence[Way]
    faults: Sequence[FaultInWords]

    @property
    def share_moved(self) -> float | None:
        """Of all who came here, those who moved on."""
        came = self.active + self.moved
        return self.moved / came if came else None


def steps_of(
    *, strategy: StrategyDraft, document: Document, faults: Sequence[FaultInWords], language: str
) -> list[Shown]:
    """Every step in the order of the document; counts are those of the live version's steps and connections.

    What a draft has new, or leads elsewhere, has no count. Cases on older versions count at the step of the same id.
    """
    counts = {(count.node_id, count.kind): count for count in live_counts(strategy_id=strategy.id)}
    teller = teller_for(creditor_id=strategy.creditor_id, language=language)
    labels = {node.id: teller.label(node.kind) for node in document.nodes}
    return [_shown(node, document, counts.get((node.id, node.kind)), teller, faults, labels) for node in document.nodes]


def outlets_shown(node: Node, document: Document) -> list[tuple[str, str]]:
    """The ways out of a step with their words: those its kind names, then connections that no kind names."""
    known = outlets_of(node)
    used = [edge.out for edge in document.edges if edge.source == node.id]
    return [(out, outlet_words(out)) for out in dict.fromkeys([*known, *used])]


def _shown(
    node: Node,
    document: Document,
    count: NodeCount | None,
    teller: Teller,
    faults: Sequence[FaultInWords],
    labels: Mapping[str, str],
) -> Shown:
    leads = {edge.out: edge.to for edge in reversed(document.edges) if edge.source == node.id}
    return Shown(
        id=node.id,
        kind=node.kind,
        label=labels[node.id],
        icon=teller.icon(node.kind),
        summary=teller.summary(node),
        note=str(node.data.get("note", "")),
        active=count.active if count else 0,
        moved=count.moved if count else 0,
        ways=tuple(_way(out, words, leads.get(out, ""), labels, count) for out, words in outlets_shown(node, document)),
        faults=[fault for fault in faults if fault.step == node.id],
    )


def _way(out: str, words: str, to: str, labels: Mapping[str, str], count: NodeCount | None) -> Way:
    if count is None or count.leads.get(out, "") != to:
        return Way(out, words, to, labels.get(to, ""), None, None)
    taken = count.ways.get(out, 0)
    return Way(out, words, to, labels.get(to, ""), taken, taken / count.moved if count.moved else None)
