"""Random strategies and populations for property tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

import acuerdo.cases.facts  # noqa: F401 - declares the facts these strategies use
from acuerdo.kernel.facts import Fact, FactType, Words
from acuerdo.strategies.enums import EntryEvent, ExitRule, Goal, HoldReason, WakeEvent
from acuerdo.strategies.rules.document import Document

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")
EVENTS = [str(event) for event in WakeEvent]
ZONES = ["Europe/Madrid", "Atlantic/Canary", "America/Bogota"]
NOBODYS = Words(es="propio", en="own")
# The creditor's own facts.
CUSTOM = tuple(
    Fact(key=f"custom.{name}", type=kind, label=NOBODYS, help=NOBODYS, column=name)
    for name, kind in (("route", FactType.TEXT), ("limit", FactType.MONEY), ("since", FactType.DATE))
)

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
MESSAGES = st.builds(
    lambda text, tone, more, landing: text | tone | more | landing,
    st.one_of(
        st.builds(lambda channel: {"channel": channel, "template": "reminder"}, st.sampled_from(["sms", "email"])),
        st.just({"channel": "best", "templates": {"email": "reminder", "sms": "reminder-sms"}}),
    ),
    st.one_of(
        st.builds(lambda tone: {"tone": tone}, st.sampled_from(["friendly", "neutral", "firm", "suits"])),
        st.just({"tone": "suits", "default_tone": "firm"}),
    ),
    st.one_of(st.just({}), st.builds(lambda length: {"patience": length}, DURATIONS)),
    st.sampled_from([{}, {"landing": "page"}]),
)
WAITS = st.one_of(
    st.builds(lambda length: {"for": length}, DURATIONS),
    st.builds(
        lambda hour, days: {"until": hour} | ({"weekdays": days} if days else {}),
        st.sampled_from(["00:30", "09:00", "10:00", "23:59"]),
        st.lists(st.sampled_from(["mon", "wed", "sun"]), unique=True, max_size=2),
    ),
    st.builds(lambda days: {"until_date": {"fact": "case.opened", "days": days}}, st.integers(-5, 5)),
    st.just({"best_hour": True}),
)
PARTS = st.sampled_from([[50, 50], [1, 99], [33, 33, 34], [10, 20, 30, 40]])
OFFERS = st.one_of(
    st.builds(lambda percent: {"offer": "settlement", "discount_percent": percent}, st.integers(1, 95)),
    st.builds(
        lambda number, more: {"offer": "plan", "instalments": number} | more,
        st.integers(2, 120),
        st.sampled_from([{}, {"discount_percent": 5}, {"valid_for": "P3D"}]),
    ),
)
VALUES = st.sampled_from(
    [("custom.route", "south"), ("custom.limit", "12.50"), ("custom.since", "2026-03-01"), ("custom.since", "today+3")]
)
DATA: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "message": MESSAGES,
    "wait": WAITS,
    "wait_event": st.builds(
        lambda events, length: {"events": events, "timeout": length},
        st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3, unique=True),
        DURATIONS,
    ),
    "split": st.builds(
        lambda rules: {"branches": [{"name": f"way{place}", "when": rule} for place, rule in enumerate(rules)]},
        st.lists(RULES, min_size=1, max_size=3),
    ),
    "split_share": st.builds(
        lambda parts: {"shares": [{"name": f"way{place}", "percent": part} for place, part in enumerate(parts)]}, PARTS
    ),
    "experiment": st.builds(
        lambda parts, more: (
            {"arms": [{"name": f"arm{place}", "share": part} for place, part in enumerate(parts)]} | more
        ),
        st.one_of(PARTS, st.just([100])),
        st.builds(
            lambda held, goal: {"hold_out": held, "goal": goal, "within": "P2W"},
            st.integers(1, 90),
            st.sampled_from([str(goal) for goal in Goal]),
        ),
    ),
    "offer": OFFERS,
    "hold": st.builds(
        lambda reason, more: {"reason": reason} | more,
        st.sampled_from([str(reason) for reason in HoldReason]),
        st.sampled_from([{}, {"for": "P30D"}]),
    ),
    "release": st.sampled_from([{}, {"reason": "house_hold"}, {"reason": "breathing_space"}]),
    "set_fact": st.builds(lambda pair: {"fact": pair[0], "value": pair[1]}, VALUES),
    "webhook": st.builds(
        lambda keys: {"url": "https://hooks.example/a"} | ({"facts": keys} if keys else {}),
        st.lists(st.sampled_from(["case.stage", "case.opened", "custom.limit"]), max_size=3),
    ),
    "go_to": st.just({"strategy": "another"}),
    "agent_task": st.sampled_from([{"title": "Call"}, {"title": {"es": "Llamar", "en": "Call"}}]),
    "end": st.builds(lambda outcome: {"outcome": outcome}, st.sampled_from(["done", "lost"])),
}
ENTRIES = st.builds(
    lambda trigger, more: trigger | more,
    st.one_of(
        st.builds(lambda rule: {"segment": rule}, RULES),
        st.builds(lambda rule: {"trigger": "api", "segment": rule}, RULES),
        st.builds(
            lambda event: {"trigger": "event", "event": event} | ({"days_before": 3} if "due" in event else {}),
            st.sampled_from([str(event) for event in EntryEvent]),
        ),
        st.just({"trigger": "schedule", "schedule": {"weekdays": ["mon", "thu"], "at": "10:00"}}),
    ),
    st.sampled_from(
        [
            {},
            {"reentry": "P90D", "priority": 7},
            {"first_day": "2026-01-01", "last_day": "2026-12-31"},
            {"ceiling": {"contacts_per_day": 500}},
            {"lane": "urgent"},
        ]
    ),
)


FACTS: dict[str, tuple[Any, list[Any]]] = {
    "case.open_tasks": (pl.Int64, [None, 0, 1, 2, 3]),
    "case.stage": (pl.String, [None, "early", "late"]),
    "case.opened": (pl.Date, [None, *(NOW.date() + timedelta(days=days) for days in range(-3, 4))]),
    "custom.limit": (pl.Int64, [None, 0, 7, -1250, 99_999_99]),
    "tone.suits": (pl.String, [None, "friendly", "firm"]),
    "tone.suits_reason": (pl.String, [None, "opened", "paid"]),
    "channel.suits": (pl.String, [None, "email", "sms"]),
    "contacts.preferred_channel": (pl.String, [None, "email", "sms", "letter"]),
    "hour.suits": (pl.Int64, [None, 0, 9, 17, 23]),
}


def outlets_of(kind: str, data: dict[str, Any]) -> list[str]:
    many: dict[str, Callable[[], list[str]]] = {
        "message": lambda: ["sent", "not_allowed", "no_contact_point"],
        "wait_event": lambda: [*data["events"], "timeout"],
        "split": lambda: [*(branch["name"] for branch in data["branches"]), "otherwise"],
        "split_share": lambda: [share["name"] for share in data["shares"]],
        "experiment": lambda: [*(arm["name"] for arm in data["arms"]), "hold_out"],
        "end": list,
        "go_to": list,
    }
    return many.get(kind, lambda: ["next"])()


def takes_time(kind: str, data: dict[str, Any]) -> bool:
    return kind in ("wait", "wait_event") and "until_date" not in data


@st.composite
def documents(draw: st.DrawFn, *, of: tuple[str, ...] = tuple(sorted(DATA))) -> Document:
    """A strategy that may run: steps where no time passes lead only onwards, the others anywhere but to the entry."""
    kinds = draw(st.lists(st.sampled_from(of), min_size=1, max_size=9))
    nodes = [{"id": "start", "kind": "entry", "data": draw(ENTRIES)}]
    nodes += [{"id": f"n{place}", "kind": kind, "data": draw(DATA[kind])} for place, kind in enumerate(kinds, 1)]
    nodes.append({"id": "finish", "kind": "end", "data": {}})
    edges = []
    for place, node in enumerate(nodes):
        first = 1 if takes_time(node["kind"], node["data"]) else place + 1
        for outlet in outlets_of(node["kind"], node["data"]):
            target = draw(st.integers(first, len(nodes) - 1))
            edges.append({"from": node["id"], "out": outlet, "to": nodes[target]["id"]})
    exits = draw(st.lists(st.sampled_from([str(rule) for rule in ExitRule]), unique=True))
    return Document.model_validate(
        {"v": 1, "name": "random", "entry": "start", "exit": exits, "nodes": nodes, "edges": edges}
    )


@st.composite
def populations(draw: st.DrawFn, document: Document) -> pl.DataFrame:
    """Enrolments at random steps (never an end), some due, some woken, with every column a graph may ask for.

    Drawn from a seed instead of value by value: a crowd meets combinations that a dozen people do not.
    """
    standing = [place for place, node in enumerate(document.nodes) if node.kind != "end"]
    size = draw(st.sampled_from([0, 1, 2, 40]))
    rng = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - people of a test, no secrets

    def column(values: list[Any]) -> list[Any]:
        return rng.choices(values, k=size)

    wakes = [event.bit for event in WakeEvent]
    columns: dict[str, tuple[Any, list[Any]]] = {
        "enrolment_id": (pl.Int64, list(range(100, 100 + size))),
        "case_id": (pl.Int64, list(range(200, 200 + size))),
        "debtor_id": (pl.Int64, [rng.randint(1, 2**40) for _ in range(size)]),
        "creditor_id": (pl.Int64, [1] * size),
        # Many at the entry: whoever stands at a wait meets only what follows it.
        "node": (pl.Int16, column([0] * len(standing) + standing)),
        "node_entered_at": (INSTANT, [NOW - timedelta(hours=rng.randint(0, 500)) for _ in range(size)]),
        "due_at": (INSTANT, column([NOW + timedelta(minutes=minutes) for minutes in (-600, -1, 0, 1, 600)])),
        "woken": (pl.Int32, [one | other for one, other in zip(column([0, *wakes]), column([0, *wakes]), strict=True)]),
        **{f"exit.{rule}": (pl.Boolean, column([True, False, False, False, False])) for rule in ExitRule},
        "point.sms": (pl.Int64, column([None, 1, 2, 3])),
        "point.email": (pl.Int64, column([None, 1, 2, 3])),
        "zone": (pl.String, column(ZONES)),
        **{key: (kind, column(values)) for key, (kind, values) in FACTS.items()},
    }
    return pl.DataFrame({name: pl.Series(name, values, dtype=kind) for name, (kind, values) in columns.items()})
