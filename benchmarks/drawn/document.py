"""Long strategies."""

from __future__ import annotations

from typing import Any

from acuerdo.strategies.rules.document import Document

OUTLETS = ("sent", "not_allowed", "no_contact_point")  # of a message


def long_document(steps: int) -> Document:
    """Blocks of a split, a message on either side, a wait for both; blocks behind one another, like long strategies."""
    nodes: list[dict[str, Any]] = [{"id": "entry", "kind": "entry", "data": {"segment": {"all": []}}}]
    edges: list[dict[str, str]] = []
    loose = [("entry", "next")]
    message = {"channel": "sms", "template": "overdue-sms"}
    when = {"fact": "debt.balance", "op": ">=", "value": "100.00"}
    for block in range((steps - 2) // 4):
        names = [f"{kind}_{block}" for kind in ("split", "large", "small", "wait")]
        split, large, small, wait = names
        nodes += [
            {"id": split, "kind": "split", "data": {"branches": [{"name": "large", "when": when}]}},
            {"id": large, "kind": "message", "data": message},
            {"id": small, "kind": "message", "data": message},
            {"id": wait, "kind": "wait", "data": {"for": "P1D"}},
        ]
        edges += [{"from": step, "out": out, "to": split} for step, out in loose]
        edges += [{"from": split, "out": "large", "to": large}, {"from": split, "out": "otherwise", "to": small}]
        edges += [{"from": step, "out": out, "to": wait} for step in (large, small) for out in OUTLETS]
        loose = [(wait, "next")]
    nodes.append({"id": "end", "kind": "end", "data": {}})
    edges += [{"from": step, "out": out, "to": "end"} for step, out in loose]
    return Document.model_validate({"name": "long", "entry": "entry", "nodes": nodes, "edges": edges})
