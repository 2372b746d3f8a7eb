"""What a compiled strategy asks of the frame it is run on, gathered from its steps."""

from __future__ import annotations

from typing import Any

import pytest

from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.graph import CannotCompile, Graph, Needs, compile_graph

BEST = {"channel": "best", "templates": {"email": "a", "sms": "b"}}


def graph_of(kind: str, data: dict[str, Any], *outlets: str) -> Graph:
    """An entry, one step, an end."""
    return compile_graph(
        Document.model_validate(
            {
                "name": "one-step",
                "entry": "in",
                "nodes": [
                    {
                        "id": "in",
                        "kind": "entry",
                        "data": {"segment": {"fact": "case.age_days", "op": ">", "value": 3}},
                    },
                    {"id": "step", "kind": kind, "data": data},
                    {"id": "out", "kind": "end", "data": {"outcome": "done"}},
                ],
                "edges": [
                    {"from": "in", "out": "next", "to": "step"},
                    *({"from": "step", "out": out, "to": "out"} for out in outlets),
                ],
            }
        )
    )


SENT = ("sent", "not_allowed", "no_contact_point")
NEEDS: list[tuple[str, dict[str, Any], tuple[str, ...], dict[str, Any]]] = [
    ("wait", {"for": "P1D"}, ("next",), {}),
    ("wait", {"until": "10:00"}, ("next",), {"zone": True}),
    ("wait", {"best_hour": True}, ("next",), {"zone": True, "facts": ("hour.suits",)}),
    ("wait", {"until_date": {"fact": "promise.date"}}, ("next",), {"zone": True, "facts": ("promise.date",)}),
    ("message", {"channel": "sms", "template": "a"}, SENT, {"channels": ("sms",)}),
    (
        "message", BEST | {"tone": "suits"}, SENT,
        {
            "channels": ("email", "sms"),
            "facts": ("channel.suits", "contacts.preferred_channel", "tone.suits", "tone.suits_reason"),
        },
    ),
    ("webhook", {"url": "https://a.example", "facts": ["case.stage"]}, ("next",), {"facts": ("case.stage",)}),
    (
        "split", {"branches": [{"name": "a", "when": {"fact": "case.stage", "op": "=", "value": "early"}}]},
        ("a", "otherwise"), {"facts": ("case.stage",)},
    ),
    ("go_to", {"strategy": "late"}, (), {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "data", "outlets", "needs"), NEEDS)
def test_graph_gathers_what_its_steps_need(
    kind: str, data: dict[str, Any], outlets: tuple[str, ...], needs: dict[str, Any]
):
    graph = graph_of(kind, data, *outlets)

    assert graph.fact_keys == graph.facts_at(1) == needs.get("facts", ())
    assert graph.facts_at(0) == ()
    assert graph.entry_fact_keys == ("case.age_days",)
    assert graph.channels == needs.get("channels", ())
    assert graph.needs_from(range(len(graph.nodes))).zone == needs.get("zone", False)
    assert [node.outcome for node in graph.nodes] == [None, "transferred" if kind == "go_to" else None, "done"]


def test_graph_listens_to_the_events_of_all_its_steps():
    waiting = graph_of("wait_event", {"events": ["replied", "payment_recorded"], "timeout": "P3D"},
                       "replied", "payment_recorded", "timeout")  # fmt: skip

    quiet = graph_of("wait", {"for": "P1D"}, "next").listens

    # What ends it by an exit rule is heard at each step.
    assert waiting.listens == quiet | WakeEvent.REPLIED.bit | WakeEvent.PAYMENT_RECORDED.bit
    assert not quiet & WakeEvent.REPLIED.bit
    assert quiet & WakeEvent.CASE_CLOSED.bit


def test_a_pass_needs_only_what_the_steps_up_to_the_next_wait_look_at():
    names = ("early", "hour", "text", "late")
    graph = compile_graph(
        Document.model_validate(
            {
                "name": "ahead",
                "entry": "in",
                "nodes": [
                    {"id": "in", "kind": "entry", "data": {"segment": {"all": []}}},
                    {"id": "early", "kind": "webhook", "data": {"url": "https://a.example", "facts": ["case.stage"]}},
                    {"id": "hour", "kind": "wait", "data": {"best_hour": True}},
                    {"id": "text", "kind": "message", "data": {"channel": "sms", "template": "a"}},
                    {"id": "late", "kind": "webhook", "data": {"url": "https://a.example", "facts": ["debt.balance"]}},
                    {"id": "out", "kind": "end", "data": {}},
                ],
                "edges": [
                    {"from": "in", "out": "next", "to": "early"},
                    {"from": "early", "out": "next", "to": "hour"},
                    {"from": "hour", "out": "next", "to": "text"},
                    *({"from": "text", "out": out, "to": "late"} for out in SENT),
                    {"from": "late", "out": "next", "to": "out"},
                ],
            }
        )
    )
    early, hour, text, late = (next(p for p, node in enumerate(graph.nodes) if node.id == name) for name in names)

    assert graph.needs_from([graph.entry]) == Needs(("case.stage", "hour.suits"), (), zone=True)
    assert graph.needs_from([early]) == Needs(("case.stage", "hour.suits"), (), zone=True)
    assert graph.needs_from([hour]) == Needs(("debt.balance", "hour.suits"), ("sms",), zone=True)
    assert graph.needs_from([text, late]) == Needs(("debt.balance",), ("sms",), zone=False)
    assert graph.needs_from([]) == Needs((), (), zone=False)


def test_steps_that_ask_the_gate_do_so_together_unless_one_leads_to_another():
    rule = {"fact": "case.stage", "op": "=", "value": "early"}
    nodes = [
        {"id": "in", "kind": "entry", "data": {"segment": {"all": []}}},
        {"id": "stage", "kind": "split", "data": {"branches": [{"name": "early", "when": rule}]}},
        *({"id": name, "kind": "message", "data": {"channel": "sms", "template": "a"}} for name in ("kind", "firm")),
        {"id": "again", "kind": "message", "data": {"channel": "sms", "template": "a"}},
        {"id": "rest", "kind": "wait", "data": {"for": "P1D"}},
        {"id": "out", "kind": "end"},
    ]
    ways = [
        ("in", "next", "stage"), ("stage", "early", "kind"), ("stage", "otherwise", "firm"), ("rest", "next", "again"),
        *(("kind", out, "rest" if out == "sent" else "again") for out in SENT),
        *(("firm", out, "out") for out in SENT),
        *(("again", out, "out") for out in SENT),
    ]  # fmt: skip
    edges = [{"from": source, "out": out, "to": to} for source, out, to in ways]
    graph = compile_graph(Document.model_validate({"name": "fork", "entry": "in", "nodes": nodes, "edges": edges}))

    names = [node.id for node in graph.nodes]
    told = [([names[n] for n in each.quiet], {names[n] for n in each.asking}) for each in graph.rounds]
    assert told == [(["in", "stage"], {"kind", "firm"}), ([], {"again"}), (["out"], set())]


def test_ways_out_must_lead_somewhere_to_compile():
    with pytest.raises(CannotCompile):
        graph_of("wait", {"for": "P1D"})
