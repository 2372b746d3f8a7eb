"""The columnar interpreter does what a naive one does, case by case."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.graph import compile_graph
from acuerdo.strategies.rules.interpreter import Outcome, run, run_together
from acuerdo.strategies.rules.interpreter import walk as walk_of
from acuerdo.strategies.rules.kinds import EFFECTS, INSTANT, PEOPLE, all_kinds
from tests.strategies.making import CUSTOM, DATA, NOW, documents, populations
from tests.strategies.reference import Moved, walk

Verdict = tuple[str, datetime | None]
VERDICTS: list[Verdict] = [
    ("allow", None),
    ("warn", None),
    ("deny", None),
    ("defer", None),
    ("defer", NOW),
    ("defer", NOW + timedelta(hours=1)),
    ("defer", NOW + timedelta(days=9)),
]


def answer(script: list[Verdict], enrolment_id: int, node_id: str, channel: str) -> Verdict:
    """A verdict that depends only on who asks, where and for what, so that both interpreters hear the same."""
    return script[(enrolment_id * 7 + sum(map(ord, node_id + channel))) % len(script)]


class Gate:
    """Answers by a script and remembers what it was asked."""

    def __init__(self, script: list[Verdict], document: Document) -> None:
        self.script, self.document = script, document
        self.asked: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def judge(self, intents: pl.DataFrame) -> pl.DataFrame:
        told = []
        for enrolment, node, channel in intents.select("enrolment_id", "node", "channel").iter_rows():
            step = self.document.nodes[node].id
            self.asked[enrolment].append((step, channel))
            told.append(answer(self.script, enrolment, step, channel))
        return pl.DataFrame(
            {"decision": [each[0] for each in told], "next_allowed_at": [each[1] for each in told]},
            schema={"decision": pl.String, "next_allowed_at": INSTANT},
        )


SENT = ("channel", "contact_point_id", "template", "landing", "tone", "tone_reason")


def seen_by_columns(outcome: Outcome, gate: Gate) -> list[dict[str, Any]]:
    """The outcome told case by case, in the words of the reference."""
    steps = [node.id for node in gate.document.nodes]
    told = [
        vars(Moved(steps[row["node"]], row["node_entered_at"], row["due_at"], row["outcome"]))
        | {"asked": gate.asked[row["enrolment_id"]]}
        for row in outcome.moves.to_dicts()
    ]
    for row in outcome.decisions.to_dicts():
        told[row["row"]]["ways"].append((steps[row["node"]], row["outlet"]))
        if row["propensity"] is not None:
            told[row["row"]]["drawn"].append((steps[row["node"]], row["arm"], row["propensity"]))
    for row in rows_of(outcome.intents):
        told[row["row"]]["sent"].append({"node": steps[row["node"]]} | {name: row[name] for name in SENT})
    for row in rows_of(outcome.verdicts):
        told[row["row"]]["judged"].append(steps[row["node"]])
    for row in rows_of(outcome.tasks):
        text = row["titles"] or json.dumps(row["title"])
        told[row["row"]]["tasks"].append((steps[row["node"]], text))
    for name, frame in outcome.effects.items():
        for row in frame.to_dicts():
            told[row["row"]]["effects"].append((name, steps[row["node"]], effect_of(name, row)))
    return [row | {"effects": sorted(row["effects"], key=str)} for row in told]


def rows_of(frame: pl.DataFrame | None) -> list[dict[str, Any]]:
    return [] if frame is None else frame.to_dicts()


def effect_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The columns that are an effect's own, with json read."""
    own = {column: row[column] for column in EFFECTS[name]}
    return own | {column: json.loads(own[column]) for column in ("value", "body") if column in own}


def assert_agrees(data: st.DataObject, document: Document, script: list[Verdict]) -> None:
    """Both interpreters say the same of a random population."""
    assert {fault.code for fault in find_faults(document, custom=CUSTOM)} <= {"unreachable"}
    frame = data.draw(populations(document))
    expected = [
        walk(
            document,
            row | {"node_id": document.nodes[row["node"]].id},
            now=NOW,
            ask=lambda enrolment, node, channel: answer(script, enrolment, node, channel),
        )
        for row in frame.to_dicts()
    ]
    gate = Gate(script, document)
    graph = compile_graph(document, custom=CUSTOM)

    outcome = run(graph, frame, now=NOW, today=NOW.date(), judge=gate.judge)

    assert seen_by_columns(outcome, gate) == [
        vars(moved) | {"effects": sorted(moved.effects, key=str)} for moved in expected
    ]
    assert graph.acts or not outcome.effects
    for effect, rows in outcome.effects.items():
        assert rows.schema == {"row": pl.UInt32, **dict.fromkeys(PEOPLE, pl.Int64), "node": pl.Int16, **EFFECTS[effect]}
        assert rows.height


SCRIPTS = st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=5)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), document=documents(), script=SCRIPTS)
def test_interpreter_agrees_with_naive_reference(data: st.DataObject, document: Document, script: list[Verdict]):
    assert_agrees(data, document, script)


@pytest.mark.parametrize("kind", sorted(DATA))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), script=SCRIPTS)
def test_each_kind_alone_agrees_with_naive_reference(kind: str, data: st.DataObject, script: list[Verdict]):
    assert_agrees(data, data.draw(documents(of=(kind,))), script)


def test_every_kind_is_tried():
    assert sorted(DATA) == sorted(set(all_kinds()) - {"entry"})


ONE_STEP = Document.model_validate(
    {
        "name": "one-step",
        "entry": "start",
        "nodes": [
            {"id": "start", "kind": "entry", "data": {"segment": {"all": []}}},
            {"id": "text", "kind": "message", "data": {"channel": "sms", "template": "reminder"}},
            {"id": "finish", "kind": "end"},
        ],
        "edges": [
            {"from": "start", "out": "next", "to": "text"},
            *({"from": "text", "out": out, "to": "finish"} for out in ("sent", "not_allowed", "no_contact_point")),
        ],
    }
)
THREE_PEOPLE = pl.DataFrame(
    {
        "enrolment_id": [1, 2, 3],
        "case_id": [1, 2, 3],
        "debtor_id": [1, 2, 3],
        "creditor_id": [1, 1, 1],
        "node": pl.Series([0, 1, 0], dtype=pl.Int16),
        "node_entered_at": [NOW] * 3,
        "due_at": [NOW] * 3,
        "woken": pl.Series([0, 0, 0], dtype=pl.Int32),
        **{f"exit.{rule}": [False] * 3 for rule in ("closed", "paid", "held")},
        "point.sms": [7, 8, 9],
    }
)


class OnlyOdd:
    """Allows those with an odd number, and remembers whom it was asked about each time."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, intents: pl.DataFrame) -> pl.DataFrame:
        people = intents["enrolment_id"].to_list()
        self.asked.append(people)
        return pl.DataFrame(
            {"decision": ["allow" if each % 2 else "deny" for each in people], "next_allowed_at": [None] * len(people)},
            schema={"decision": pl.String, "next_allowed_at": INSTANT},
        )


def test_each_step_asks_the_gate_once_for_all_who_stand_there():
    judge = OnlyOdd()

    outcome = run(compile_graph(ONE_STEP), THREE_PEOPLE, now=NOW, today=NOW.date(), judge=judge)

    assert judge.asked == [[1, 3, 2]]
    assert outcome.moves["outcome"].to_list() == ["finished"] * 3


def test_walks_side_by_side_ask_the_gate_together_and_end_as_if_alone():
    graph, judge = compile_graph(ONE_STEP), OnlyOdd()
    frames = [THREE_PEOPLE, THREE_PEOPLE.with_columns(pl.col("enrolment_id") + 10), THREE_PEOPLE.head(0)]

    outcomes = run_together([walk_of(graph, frame, now=NOW, today=NOW.date()) for frame in frames], judge)

    assert judge.asked == [[1, 3, 2, 11, 13, 12]]
    for frame, outcome in zip(frames, outcomes, strict=True):
        alone = run(graph, frame, now=NOW, today=NOW.date(), judge=OnlyOdd())
        assert_frame_equal(outcome.moves, alone.moves)
        assert_frame_equal(outcome.decisions, alone.decisions)
        sent = [] if outcome.intents is None else outcome.intents["enrolment_id"].to_list()
        assert sent == [each for each in frame["enrolment_id"].to_list() if each % 2]


def test_nobody_to_walk_asks_nobody():
    judge = OnlyOdd()

    assert run_together([], judge) == []
    assert judge.asked == []
