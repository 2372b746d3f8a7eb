"""Faults in how the steps of a document hang together: outlets, targets, reach, circles."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.faults import Fault


def find_shape_faults(
    document: Document, *, outlets: Mapping[str, tuple[str, ...]], waiting: Collection[str]
) -> list[Fault]:
    """Name faults of the graph. `outlets` holds the steps whose settings are sound; `waiting` those that wait."""
    leads = _leads(document)
    return [
        *_outlets(document, outlets),
        *_targets(document),
        *_unreachable(document, leads),
        *_circles(document, leads, waiting),
    ]


def _leads(document: Document) -> dict[str, list[str]]:
    known = {node.id for node in document.nodes}
    leads: dict[str, list[str]] = defaultdict(list)
    for edge in document.edges:
        if edge.to in known:
            leads[edge.source].append(edge.to)
    return leads


def _outlets(document: Document, outlets: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for edge in document.edges:
        used[edge.source][edge.out] += 1
    for step, names in outlets.items():
        yield from _unfit_outlets(step, names, used[step])
        for outlet in dict.fromkeys(names):
            if not used[step][outlet]:
                yield Fault("dead_outlet", step, outlet, details={"outlet": outlet})


def _unfit_outlets(step: str, names: tuple[str, ...], used: Mapping[str, int]) -> Iterator[Fault]:
    for outlet, count in Counter(names).items():
        if count > 1:
            yield Fault("duplicate_outlet", step, outlet, details={"outlet": outlet})
    for outlet, count in used.items():
        if outlet not in names:
            details = {"outlet": outlet, "known": ", ".join(names) or "–"}
            yield Fault("unknown_outlet", step, outlet, details=details)
        elif count > 1:
            yield Fault("outlet_twice", step, outlet, details={"outlet": outlet})


def _targets(document: Document) -> Iterator[Fault]:
    known = {node.id for node in document.nodes}
    entries = {node.id for node in document.nodes if node.kind == "entry"}
    for edge in document.edges:
        if edge.to not in known:
            yield Fault("unknown_target", edge.source, edge.out, details={"outlet": edge.out, "to": edge.to})
        elif edge.to in entries:
            yield Fault("into_entry", edge.source, edge.out)


def _unreachable(document: Document, leads: Mapping[str, list[str]]) -> Iterator[Fault]:
    if document.entry not in {node.id for node in document.nodes}:
        return  # told once as a missing entry, instead of for every step
    seen, todo = {document.entry}, [document.entry]
    while todo:
        for target in leads.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    for step in dict.fromkeys(node.id for node in document.nodes):
        if step not in seen:
            yield Fault("unreachable", step)


def _circles(document: Document, leads: Mapping[str, list[str]], waiting: Collection[str]) -> Iterator[Fault]:
    """Name circles of steps that do not wait, each step in one of them at most."""
    places = {node.id: place for place, node in enumerate(document.nodes)}
    onward = {step: {target for target in leads.get(step, ()) if target not in waiting} for step in places}
    for step in waiting:
        onward.pop(step, None)
    while circle := _some_circle(onward):
        first = circle.index(min(circle, key=places.__getitem__))
        yield Fault("loop_without_wait", circle[first], details={"steps": ", ".join(circle[first:] + circle[:first])})
        onward = {step: targets - set(circle) for step, targets in onward.items() if step not in circle}


def _some_circle(onward: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(onward).prepare()
    except CycleError as found:
        # graphlib names each step after the ones it leads to, and the first again at the end.
        return list(reversed(found.args[1][1:]))
    return []
