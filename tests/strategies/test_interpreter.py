"""The columnar interpreter does what a naive one does, case by case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.graph import compile_graph
from acuerdo.strategies.rules.interpreter import INSTANT, Outcome, run
from tests.strategies.making import NOW, documents, populations
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


def answer(script: list[Verdict], enrolment_id: int, node_id: str) -> Verdict:
    """A verdict that depends only on who asks and where, so that both interpreters hear the same."""
    return script[(enrolment_id * 7 + sum(map(ord, node_id))) % len(script)]


def judge_by(script: list[Verdict], document: Document) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def judge(intents: pl.DataFrame) -> pl.DataFrame:
        told = [
            answer(script, enrolment, document.nodes[node].id)
            for enrolment, node in intents.select("enrolment_id", "node").iter_rows()
        ]
        return pl.DataFrame(
            {"decision": [each[0] for each in told], "next_allowed_at": [each[1] for each in told]},
            schema={"decision": pl.String, "next_allowed_at": INSTANT},
        )

    return judge


def seen_by_columns(outcome: Outcome, document: Document) -> list[dict[str, Any]]:
    """The outcome told case by case, in the words of the reference."""
    told = [
        {
            "node": document.nodes[row["node"]].id,
            "entered_at": row["node_entered_at"],
            "due_at": row["due_at"],
            "outcome": row["outcome"],
            "ways": [],
            "sent": [],
            "asked": [],
            "tasks": [],
        }
        for row in outcome.moves.to_dicts()
    ]
    for row in outcome.decisions.to_dicts():
        told[row["row"]]["ways"].append((document.nodes[row["node"]].id, row["outlet"]))
    for row in [] if outcome.intents is None else outcome.intents.to_dicts():
        told[row["row"]]["sent"].append((document.nodes[row["node"]].id, row["channel"], row["contact_point_id"]))
    for row in [] if outcome.verdicts is None else outcome.verdicts.to_dicts():
        told[row["row"]]["asked"].append(document.nodes[row["node"]].id)
    for row in [] if outcome.tasks is None else outcome.tasks.to_dicts():
        told[row["row"]]["tasks"].append((document.nodes[row["node"]].id, row["title"]))
    return told


def seen_by_reference(moved: Moved) -> dict[str, Any]:
    return dict(vars(moved))


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), document=documents(), script=st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=5))
def test_interpreter_agrees_with_naive_reference(data: st.DataObject, document: Document, script: list[Verdict]):
    assert {fault.code for fault in find_faults(document)} <= {"unreachable"}
    frame = data.draw(populations(document))
    expected = [
        walk(
            document,
            row | {"node_id": document.nodes[row["node"]].id},
            now=NOW,
            ask=lambda enrolment, node, _channel: answer(script, enrolment, node),
        )
        for row in frame.to_dicts()
    ]

    outcome = run(compile_graph(document), frame, now=NOW, today=NOW.date(), judge=judge_by(script, document))

    assert seen_by_columns(outcome, document) == [seen_by_reference(moved) for moved in expected]


def test_each_step_asks_the_gate_once_for_all_who_stand_there():
    document = Document.model_validate(
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
    asked: list[int] = []

    def judge(intents: pl.DataFrame) -> pl.DataFrame:
        asked.append(intents.height)
        return pl.DataFrame(
            {"decision": ["allow"] * intents.height, "next_allowed_at": [None] * intents.height},
            schema={"decision": pl.String, "next_allowed_at": INSTANT},
        )

    frame = pl.DataFrame(
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

    outcome = run(compile_graph(document), frame, now=NOW, today=NOW.date(), judge=judge)

    assert asked == [3]
    assert outcome.moves["outcome"].to_list() == ["finished"] * 3
