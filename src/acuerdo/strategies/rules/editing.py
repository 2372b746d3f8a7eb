"""Changes to a document, step by step: each takes a document and returns the changed one.

What leads nowhere afterwards is left for `find_faults` to name; no step is lost but those deleted on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from acuerdo.strategies.rules.document import Document, Edge, Node
from acuerdo.strategies.rules.kinds import kind_of

# A step whose settings are not finished has no known ways out; this one keeps its place in the chain until then.
OPEN_END = "next"


class CannotEdit(ValueError):
    """The document does not hold the step, or the step may not be changed that way; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def outlets_of(node: Node) -> tuple[str, ...]:
    """The ways out of a step; of one whose settings have faults, none are known."""
    kind = kind_of(node.kind)
    if kind is None:
        return ()
    try:
        return tuple(kind.outlets(kind.config.model_validate(node.data)))
    except ValidationError:
        return ()


def add_step(
    document: Document, *, kind: str, data: Mapping[str, Any], after: str | None = None, out: str = OPEN_END
) -> tuple[Document, str]:
    """Put a new step into a way out (`after`, `out`); all its ways lead where that way led. Returns its id too.

    Without `after` the step stands alone. Raises `CannotEdit` (`no_step`).
    """
    new = Node(id=_free_id(document, kind), kind=kind, data=dict(data))
    return _insert(document, new, after, out), new.id


def _insert(document: Document, new: Node, after: str | None, out: str) -> Document:
    target = None
    if after is not None:
        _node(document, after)
        target = _target(document, after, out)
    edges = [edge for edge in document.edges if (edge.source, edge.out) != (after, out)]
    if after is not None:
        edges.append(_edge(after, out, new.id))
    if target is not None:
        edges += [_edge(new.id, way, target) for way in _ways(new)]
    return _with(document, nodes=_after(document.nodes, after, [new]), edges=edges)


def change_step(document: Document, *, step: str, data: Mapping[str, Any]) -> Document:
    """Give a step other settings; ways out that went are renamed to the ones that came, in their order.

    Where all ways led to one step, new ways lead there too; a way that went without a new one is taken away, and an
    open one stays open.
    """
    before = _node(document, step)
    after = before.model_copy(update={"data": dict(data)})
    nodes = [after if node.id == step else node for node in document.nodes]
    outlets = outlets_of(after)
    if not outlets:
        # Nothing is known of its ways (faults), or it has none: an end keeps no edges, the rest keeps what it has.
        ends = kind_of(after.kind) is not None and is_sound(after)
        edges = [edge for edge in document.edges if not (ends and edge.source == step)]
        return _with(document, nodes=nodes, edges=edges)
    mine = [edge for edge in document.edges if edge.source == step]
    others = [edge for edge in document.edges if edge.source != step]
    return _with(document, nodes=nodes, edges=others + _carried(step, mine, before=outlets_of(before), outlets=outlets))


def _carried(step: str, edges: Sequence[Edge], *, before: Sequence[str], outlets: Sequence[str]) -> list[Edge]:
    led = list(dict.fromkeys(edge.out for edge in edges))
    had = {*led, *before}
    gone = [out for out in led if out not in outlets]
    came = [out for out in outlets if out not in had]
    renamed = dict(zip(gone, came, strict=False))
    kept = [
        _edge(step, renamed.get(edge.out, edge.out), edge.to) for edge in edges if edge.out not in gone[len(came) :]
    ]
    targets = {edge.to for edge in edges}
    if len(targets) == 1 and len(led) == len(had):
        kept += [_edge(step, out, next(iter(targets))) for out in came[len(gone) :]]
    return kept


def rename_step(document: Document, *, step: str, name: str) -> Document:
    """Give a step another id everywhere. Raises `CannotEdit` (`no_step`, `taken`)."""
    _node(document, step)
    if name != step and name in {node.id for node in document.nodes}:
        raise CannotEdit("taken")
    ids = {step: name}
    nodes = [node.model_copy(update={"id": ids.get(node.id, node.id)}) for node in document.nodes]
    edges = [_edge(ids.get(edge.source, edge.source), edge.out, ids.get(edge.to, edge.to)) for edge in document.edges]
    return _with(document, nodes=nodes, edges=edges, entry=ids.get(document.entry, document.entry))


def connect(document: Document, *, step: str, out: str, to: str | None) -> Document:
    """Lead a way out to a step, or nowhere (None). Raises `CannotEdit` (`no_step`, `into_entry`)."""
    _node(document, step)
    edges = [edge for edge in document.edges if (edge.source, edge.out) != (step, out)]
    if to is not None:
        if _node(document, to).kind == "entry":
            raise CannotEdit("into_entry")
        edges.append(_edge(step, out, to))
    return _with(document, edges=edges)


def delete_step(document: Document, *, step: str) -> Document:
    """Take out one step and join its ends: what led to it leads where its first way led.

    Raises `CannotEdit` (`no_step`, `entry`).
    """
    _deletable(document, step)
    target = _first_target(document, step)
    edges = [
        _edge(edge.source, edge.out, target or "") if edge.to == step else edge
        for edge in document.edges
        if edge.source != step and (edge.to != step or (target is not None and target != step))
    ]
    return _with(document, nodes=[node for node in document.nodes if node.id != step], edges=edges)


def delete_subtree(document: Document, *, step: str) -> Document:
    """Take out a step and all that only it leads to; ways into it lead nowhere then.

    Raises `CannotEdit` (`no_step`, `entry`).
    """
    _deletable(document, step)
    gone = subtree_of(document, step=step)
    edges = [edge for edge in document.edges if edge.source not in gone and edge.to not in gone]
    return _with(document, nodes=[node for node in document.nodes if node.id not in gone], edges=edges)


def subtree_of(document: Document, *, step: str) -> set[str]:
    """A step with all that cannot be reached from the entry but through it; of a loose step, what it leads to."""
    below = _reached(document, step, without=None)
    return below - (_reached(document, document.entry, without=step) if document.entry != step else set())


def move_step(document: Document, *, step: str, after: str, out: str) -> Document:
    """Take a step out of its place, joining the ends, and put it into another way out.

    Its ways that led to its next step lead to the new next one; the others stay. Raises `CannotEdit` (`no_step`,
    `entry`, `into_itself`).
    """
    _deletable(document, step)
    _node(document, after)
    if after == step:
        raise CannotEdit("into_itself")
    own, old = [edge for edge in document.edges if edge.source == step], _first_target(document, step)
    rest = delete_step(document, step=step)
    new = _target(rest, after, out)
    ways = [edge.out for edge in own if edge.to == old] or ([] if own else list(_ways(_node(document, step))))
    edges = [edge for edge in rest.edges if (edge.source, edge.out) != (after, out)]
    edges.append(_edge(after, out, step))
    edges += [edge for edge in own if edge.to not in (old, step)]
    edges += [_edge(step, way, new) for way in ways if new is not None]
    return _with(document, nodes=_after(rest.nodes, after, [_node(document, step)]), edges=edges)


def copy_step(document: Document, *, step: str, after: str, out: str) -> tuple[Document, str]:
    """Put a copy of a step, without what follows it, into a way out. Raises `CannotEdit` (`no_step`, `entry`)."""
    _deletable(document, step)
    copy = _node(document, step).model_copy(update={"id": _free_id(document, step)})
    return _insert(document, copy, after, out), copy.id


def copy_subtree(document: Document, *, step: str, after: str, out: str) -> tuple[Document, str]:
    """Put a copy of a step and all that only it leads to into a way out, in place of where that led.

    Ways of the copy to steps outside of it lead to those same steps. Raises `CannotEdit` (`no_step`, `entry`).
    """
    _deletable(document, step)
    _node(document, after)
    members = subtree_of(document, step=step)
    ids: dict[str, str] = {}
    copies: list[Node] = []
    for node in document.nodes:
        if node.id in members:
            ids[node.id] = _free_id(document, node.id, taken=ids.values())
            copies.append(node.model_copy(update={"id": ids[node.id]}))
    edges = [edge for edge in document.edges if (edge.source, edge.out) != (after, out)]
    edges.append(_edge(after, out, ids[step]))
    edges += [_edge(ids[e.source], e.out, ids.get(e.to, e.to)) for e in document.edges if e.source in members]
    return _with(document, nodes=[*document.nodes, *copies], edges=edges), ids[step]


def _deletable(document: Document, step: str) -> None:
    if _node(document, step).kind == "entry":
        raise CannotEdit("entry")


def _node(document: Document, step: str) -> Node:
    for node in document.nodes:
        if node.id == step:
            return node
    raise CannotEdit("no_step")


def _ways(node: Node) -> tuple[str, ...]:
    return outlets_of(node) or (() if is_sound(node) else (OPEN_END,))


def is_sound(node: Node) -> bool:
    """Whether the settings of a step make sense by themselves."""
    kind = kind_of(node.kind)
    try:
        return kind is not None and kind.config.model_validate(node.data) is not None
    except ValidationError:
        return False


def _target(document: Document, step: str, out: str) -> str | None:
    return next((edge.to for edge in document.edges if (edge.source, edge.out) == (step, out)), None)


def _first_target(document: Document, step: str) -> str | None:
    """Where the first way out leads, in the order in which its kind names them."""
    leads = {edge.out: edge.to for edge in reversed(document.edges) if edge.source == step}
    order = [*(out for out in outlets_of(_node(document, step)) if out in leads), *reversed(leads)]
    return leads[order[0]] if order else None


def _reached(document: Document, start: str, *, without: str | None) -> set[str]:
    leads: dict[str, list[str]] = {}
    for edge in document.edges:
        leads.setdefault(edge.source, []).append(edge.to)
    known = {node.id for node in document.nodes}
    seen, todo = {start} & known, [start]
    while todo:
        for target in leads.get(todo.pop(), ()):
            if target in known and target not in seen and target != without:
                seen.add(target)
                todo.append(target)
    return seen


def _free_id(document: Document, base: str, *, taken: Iterable[str] = ()) -> str:
    used = {node.id for node in document.nodes} | set(taken)
    stem = base.rstrip("0123456789").rstrip("_-") or base
    if stem not in used:
        return stem
    number = 2
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def _after(nodes: Sequence[Node], after: str | None, new: Sequence[Node]) -> list[Node]:
    """New steps stand in the list behind the one they follow."""
    place = next((number for number, node in enumerate(nodes) if node.id == after), len(nodes) - 1)
    return [*nodes[: place + 1], *new, *nodes[place + 1 :]]


def _edge(source: str, out: str, to: str) -> Edge:
    return Edge.model_validate({"from": source, "out": out, "to": to})


def _with(document: Document, **parts: Any) -> Document:
    return Document.model_validate({**document.model_dump(by_alias=False), **_plain(parts)})


def _plain(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [each.model_dump() for each in value] if isinstance(value, list) else value for key, value in parts.items()
    }
