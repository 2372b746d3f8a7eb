"""Random strategies and populations for property tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

import acuerdo.cases.facts  # noqa: F401 - declares the facts these strategies use
from acuerdo.strategies.enums import ExitRule, WakeEvent
from acuerdo.strategies.rules.document import Document

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")
EVENTS = [str(event) for event in WakeEvent]
ZONES = ["Europe/Madrid", "Atlantic/Canary", "America/Bogota"]

CONDITIONS = st.one_of(
    st.builds(
        lambda op, value: {"fact": "case.open_tasks", "op": op, "value": value},
        st.sampled_from(["=", "!=", ">=", "<"]),
        st.integers(0, 3),
    ),
    st.builds(
        lambda op, value: {"fact": "case.stage", "op": op, "value": value},
        st.sampled_from(["=", "!="]),
        st.sampled_from(["early", "late"]),
    ),
)
RULES = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=4,
)
DURATIONS = st.sampled_from(["PT30M", "PT12H", "P1D", "P3D", "P2W"])
DATA: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "message": st.builds(
        lambda channel, tone, more: {"channel": channel, "template": "reminder", "tone": tone} | more,
        st.sampled_from(["sms", "email"]),
        st.sampled_from(["friendly", "neutral", "firm"]),
        st.one_of(st.just({}), st.builds(lambda length: {"patience": length}, DURATIONS)),
    ),
    "wait": st.one_of(
        st.builds(lambda length: {"for": length}, DURATIONS),
        st.builds(
            lambda hour, days: {"until": hour} | ({"weekdays": days} if days else {}),
            st.sampled_from(["00:30", "09:00", "10:00", "23:59"]),
            st.lists(st.sampled_from(["mon", "wed", "sun"]), unique=True, max_size=2),
        ),
    ),
    "wait_event": st.builds(
        lambda events, length: {"events": events, "timeout": length},
        st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3, unique=True),
        DURATIONS,
    ),
    "split": st.builds(
        lambda rules: {"branches": [{"name": f"way{place}", "when": rule} for place, rule in enumerate(rules)]},
        st.lists(RULES, min_size=1, max_size=3),
    ),
    "agent_task": st.just({"title": "Call"}),
    "end": st.builds(lambda outcome: {"outcome": outcome}, st.sampled_from(["done", "lost"])),
}


def outlets_of(kind: str, data: dict[str, Any]) -> list[str]:
    match kind:
        case "message":
            return ["sent", "not_allowed", "no_contact_point"]
        case "wait_event":
            return [*data["events"], "timeout"]
        case "split":
            return [*(branch["name"] for branch in data["branches"]), "otherwise"]
        case "end":
            return []
        case _:
            return ["next"]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A strategy that may run: steps that do not wait lead only onwards, the others anywhere but to the entry."""
    kinds = draw(st.lists(st.sampled_from(sorted(DATA)), min_size=1, max_size=9))
    nodes = [{"id": "start", "kind": "entry", "data": {"segment": {"all": []}}}]
    nodes += [{"id": f"n{place}", "kind": kind, "data": draw(DATA[kind])} for place, kind in enumerate(kinds, 1)]
    nodes.append({"id": "finish", "kind": "end", "data": {}})
    edges = []
    for place, node in enumerate(nodes):
        first = 1 if node["kind"] in ("wait", "wait_event") else place + 1
        for outlet in outlets_of(node["kind"], node["data"]):
            target = draw(st.integers(first, len(nodes) - 1))
            edges.append({"from": node["id"], "out": outlet, "to": nodes[target]["id"]})
    exits = draw(st.lists(st.sampled_from([str(rule) for rule in ExitRule]), unique=True))
    return Document.model_validate(
        {"v": 1, "name": "random", "entry": "start", "exit": exits, "nodes": nodes, "edges": edges}
    )


@st.composite
def populations(draw: st.DrawFn, document: Document) -> pl.DataFrame:
    """Enrolments at random steps (never an end), some due, some woken, with every column a graph may ask for."""
    standing = [place for place, node in enumerate(document.nodes) if node.kind != "end"]
    size = draw(st.integers(0, 12))

    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=size, max_size=size))

    entered = [NOW - timedelta(hours=hours) for hours in column(st.integers(0, 500))]
    due = [NOW + timedelta(minutes=minutes) for minutes in column(st.sampled_from([-600, -1, 0, 1, 600]))]
    masks = st.lists(st.sampled_from(list(WakeEvent)), max_size=2).map(lambda events: sum({e.bit for e in events}))
    return pl.DataFrame(
        {
            "enrolment_id": range(100, 100 + size),
            "case_id": range(200, 200 + size),
            "debtor_id": range(300, 300 + size),
            "creditor_id": [1] * size,
            "node": column(st.sampled_from(standing)),
            "node_entered_at": entered,
            "due_at": due,
            "woken": column(masks),
            **{f"exit.{rule}": column(st.booleans()) for rule in ExitRule},
            "point.sms": column(st.one_of(st.none(), st.integers(1, 9))),
            "point.email": column(st.one_of(st.none(), st.integers(1, 9))),
            "zone": column(st.sampled_from(ZONES)),
            "case.open_tasks": column(st.one_of(st.none(), st.integers(0, 3))),
            "case.stage": column(st.sampled_from([None, "early", "late"])),
        },
        schema_overrides={
            "enrolment_id": pl.Int64,
            "case_id": pl.Int64,
            "debtor_id": pl.Int64,
            "creditor_id": pl.Int64,
            "node": pl.Int16,
            "node_entered_at": INSTANT,
            "due_at": INSTANT,
            "woken": pl.Int32,
            **{f"exit.{rule}": pl.Boolean for rule in ExitRule},
            "point.sms": pl.Int64,
            "point.email": pl.Int64,
            "zone": pl.String,
            "case.open_tasks": pl.Int64,
            "case.stage": pl.String,
        },
    )
