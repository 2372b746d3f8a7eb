"""A document compiled for the interpreter: steps by number, edges as arrays, facts and events gathered."""

import functools
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from acuerdo.kernel.facts import Fact
from acuerdo.segments.rules import Known, facts_of
from acuerdo.strategies.enums import ExitRule
from acuerdo.strategies.nodes.entry import EntryConfig
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.kinds import Kind, NodeConfig, kind_of
from acuerdo.strategies.rules.rule_field import KNOWN


class CannotCompile(ValueError):
    """The document has faults; `find_faults` names them."""


@dataclass(frozen=True)
class GraphNode:
    """One step: `targets[outlet]` is the number of the step it leads to, `listens` the events it wants, as bits."""

    id: str
    kind: Kind[Any]
    settings: NodeConfig
    outlets: tuple[str, ...]
    targets: npt.NDArray[np.int16]
    listens: int

    @property
    def outcome(self) -> str | None:
        """The outcome if enrolments end here, else None."""
        return self.kind.outcome(self.settings)

    @cached_property
    def facts(self) -> frozenset[str]:
        """Facts this step looks at."""
        of_rules = (facts_of(use.rule) for use in self.kind.rules(self.settings))
        return frozenset(self.kind.facts(self.settings)).union(*of_rules)


@dataclass(frozen=True)
class Round:
    """Steps that a pass visits before the gate is asked once more, and those that ask it then, together."""

    quiet: tuple[int, ...]
    asking: tuple[int, ...]


@dataclass(frozen=True)
class Needs:
    """What steps look at: facts, contact points on channels, the person's time zone."""

    facts: tuple[str, ...]
    channels: tuple[str, ...]
    zone: bool


@dataclass(frozen=True)
class Graph:
    """What the interpreter runs. `rounds` list the steps that do not wait, each after all that lead to it."""

    name: str
    nodes: tuple[GraphNode, ...]
    entry: int
    exits: tuple[ExitRule, ...]
    rounds: tuple[Round, ...]
    custom: tuple[Fact, ...]  # the creditor's own facts

    @cached_property
    def fact_keys(self) -> tuple[str, ...]:
        """Facts that the frame must carry, one column each."""
        return tuple(sorted(frozenset[str]().union(*(node.facts for node in self.nodes))))

    def facts_at(self, place: int) -> tuple[str, ...]:
        """Facts that the step of this number looks at."""
        return tuple(sorted(self.nodes[place].facts))

    def needs_from(self, places: Iterable[int]) -> Needs:
        """What the frame of a pass must carry that begins at these steps: it goes no further than the next wait."""
        nodes = [self.nodes[place] for place in self._ahead(places)]
        return Needs(
            facts=tuple(sorted(frozenset[str]().union(*(node.facts for node in nodes)))),
            channels=tuple(sorted({name for node in nodes for name in node.kind.channels(node.settings)})),
            zone=any(node.kind.needs_zone(node.settings) for node in nodes),
        )

    def _ahead(self, places: Iterable[int]) -> set[int]:
        started, ahead = set(places), set(places)
        coming = list(started)
        while coming:
            place = coming.pop()
            if place in started or not self.nodes[place].kind.waiting:
                new = set(self.nodes[place].targets.tolist()) - ahead
                ahead |= new
                coming.extend(new)
        return ahead

    @cached_property
    def entry_fact_keys(self) -> tuple[str, ...]:
        """Facts that the entry rule reads."""
        return tuple(sorted(facts_of(self.entry_settings.rule)))

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Channels it sends on; the frame must carry `point.<channel>` for each."""
        return tuple(sorted({name for node in self.nodes for name in node.kind.channels(node.settings)}))

    @cached_property
    def templates(self) -> tuple[str, ...]:
        """Keys of the templates that its messages are made from."""
        return tuple(sorted({key for node in self.nodes for key in node.kind.templates(node.settings)}))

    @cached_property
    def acts(self) -> bool:
        """Whether a pass may have effects: something besides contacts and tasks."""
        return any(node.kind.acts for node in self.nodes)

    @property
    def listens(self) -> int:
        """The events that any of its steps wants, as bits."""
        return functools.reduce(operator.or_, (node.listens for node in self.nodes))

    @property
    def entry_settings(self) -> EntryConfig:
        """Settings of the entry step."""
        settings = self.nodes[self.entry].settings
        assert isinstance(settings, EntryConfig)  # noqa: S101 - `compile_graph` made sure
        return settings


def compile_graph(document: Document, *, custom: Iterable[Fact] = (), known: Known | None = None) -> Graph:
    """Compile a document without faults; `custom` are the creditor's own facts. Raises `CannotCompile`.

    `known` has the rules of segments and lists that it names, see `segments.rules.resolve`.
    """
    places = {node.id: place for place, node in enumerate(document.nodes)}
    leads = {(edge.source, edge.out): edge.to for edge in document.edges}
    try:
        exits = tuple(rule for rule in ExitRule if rule in {ExitRule(name) for name in document.exit})
        given = {KNOWN: known or {}}
        nodes = tuple(_node(node.id, node.kind, node.data, leads, places, exits, given) for node in document.nodes)
        entry = places[document.entry]
    except (ValidationError, KeyError, ValueError) as reason:
        raise CannotCompile(str(reason)) from reason
    if nodes[entry].kind.name != "entry":
        raise CannotCompile(f"{document.entry} is no entry")
    return Graph(document.name, nodes, entry, exits, _rounds(nodes), tuple(custom))


def _node(
    node_id: str,
    kind_name: str,
    data: Mapping[str, Any],
    leads: Mapping[tuple[str, str], str],
    places: Mapping[str, int],
    exits: tuple[ExitRule, ...],
    given: Mapping[str, Any],
) -> GraphNode:
    kind = kind_of(kind_name)
    if kind is None:
        raise CannotCompile(f"{node_id}: no kind {kind_name}")
    settings = kind.config.model_validate(data, context=given)
    outlets = kind.outlets(settings)
    events = {*kind.events(settings), *(event for rule in exits for event in rule.woken_by)}
    return GraphNode(
        id=node_id,
        kind=kind,
        settings=settings,
        outlets=outlets,
        targets=np.array([places[leads[node_id, outlet]] for outlet in outlets], dtype=np.int16),
        listens=sum(event.bit for event in events),
    )


def _rounds(nodes: tuple[GraphNode, ...]) -> tuple[Round, ...]:
    """Sort the steps that do not wait so that a pass visits each once, and asks no more often than its longest way."""
    asked = [0] * len(nodes)  # how many steps ask before this one, on the longest way to it
    order = _order(nodes)
    for place in order:
        after = asked[place] + nodes[place].kind.asks
        for target in nodes[place].targets:
            asked[target] = max(asked[target], after)
    last = max(asked[place] for place in order)
    return tuple(_round(nodes, [place for place in order if asked[place] == number]) for number in range(last + 1))


def _round(nodes: tuple[GraphNode, ...], places: Sequence[int]) -> Round:
    quiet = tuple(place for place in places if not nodes[place].kind.asks)
    return Round(quiet, asking=tuple(place for place in places if nodes[place].kind.asks))


def _order(nodes: tuple[GraphNode, ...]) -> tuple[int, ...]:
    """Sort the steps that do not wait, each after all that lead to it (Kahn)."""
    arrivals = [0] * len(nodes)
    for node in nodes:
        if not node.kind.waiting:
            for target in node.targets:
                arrivals[target] += 1
    ready = [place for place, node in enumerate(nodes) if not node.kind.waiting and arrivals[place] == 0]
    order: list[int] = []
    while ready:
        place = ready.pop()
        order.append(place)
        for target in nodes[place].targets:
            arrivals[target] -= 1
            if arrivals[target] == 0 and not nodes[target].kind.waiting:
                ready.append(int(target))
    if len(order) != sum(not node.kind.waiting for node in nodes):
        raise CannotCompile("a loop without a wait")
    return tuple(order)
