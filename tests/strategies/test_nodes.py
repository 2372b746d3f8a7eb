"""Node kinds one by one, and the faults of a graph, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.nodes.wait import next_local
from acuerdo.strategies.queries import faults_in_words, kinds_in_words
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.faults import TEXTS, Fault
from acuerdo.strategies.rules.graph import CannotCompile, compile_graph
from acuerdo.strategies.rules.kinds import all_kinds

EVERY_DAY: frozenset[int] = frozenset()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock", "days", "after", "expected"),
    [
        ("Europe/Madrid", "10:00", EVERY_DAY, "2026-06-15T07:59", "2026-06-15T08:00"),
        ("Europe/Madrid", "10:00", EVERY_DAY, "2026-06-15T08:00", "2026-06-16T08:00"),  # strictly after
        ("Atlantic/Canary", "10:00", EVERY_DAY, "2026-06-15T08:00", "2026-06-15T09:00"),
        ("Europe/Madrid", "10:00", {0}, "2026-06-15T08:00", "2026-06-22T08:00"),  # Mondays: a week later
        ("Europe/Madrid", "10:00", {5, 6}, "2026-06-15T08:00", "2026-06-20T08:00"),
        ("Europe/Madrid", "02:30", EVERY_DAY, "2026-03-28T12:00", "2026-03-29T01:30"),  # the hour that is skipped
        ("Europe/Madrid", "02:30", EVERY_DAY, "2026-10-24T12:00", "2026-10-25T00:30"),  # the first of two
        ("Europe/Madrid", "10:00", EVERY_DAY, "2026-12-31T23:30", "2027-01-01T09:00"),
        ("America/Bogota", "20:00", EVERY_DAY, "2026-06-15T08:00", "2026-06-16T01:00"),
    ],
)
def test_wait_until_local_time(zone: str, clock: str, days: Any, after: str, expected: str):
    found = next_local(at=time.fromisoformat(clock), weekdays=frozenset(days), zone=zone, after=at(after))

    assert found == at(expected)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P3D", timedelta(days=3)),
        ("PT90M", timedelta(minutes=90)),
        ("P1W", timedelta(days=7)),
        ("P1DT6H", timedelta(days=1, hours=6)),
        ("P731D", timedelta(days=731)),
        ("P732D", None),
        ("P0D", None),
        ("P1M", None),
        ("P1Y", None),
        ("P", None),
        ("PT", None),
        ("3 days", None),
        ("P3D ", None),
        ("-P3D", None),
    ],
)
def test_durations(text: str, length: timedelta | None):
    assert parse_duration(text) == length


def test_bits_of_events_never_move():
    assert [event.bit for event in WakeEvent] == [1 << place for place in range(len(WakeEvent))]
    assert WakeEvent.PAYMENT_RECORDED.bit == 1
    assert WakeEvent.CASE_CLOSED.bit == 1 << 13


def test_each_kind_draws_its_form_from_its_schema():
    told = {kind.name: sorted(kind.schema["properties"]) for kind in kinds_in_words()}

    assert sorted(told) == sorted(all_kinds())
    assert told["wait"] == ["for", "note", "until", "weekdays"]


ENTRY: dict[str, Any] = {"id": "in", "kind": "entry", "data": {"segment": {"all": []}}}
END: dict[str, Any] = {"id": "out", "kind": "end"}
STRAIGHT = [("in", "next", "out")]


def doc(*nodes: dict[str, Any], edges: list[tuple[str, str, str]], **more: Any) -> Document:
    return Document.model_validate(
        {
            "name": "x",
            "entry": "in",
            "nodes": list(nodes),
            "edges": [{"from": source, "out": out, "to": to} for source, out, to in edges],
            **more,
        }
    )


def split(*names: str) -> dict[str, Any]:
    return {"id": "s", "kind": "split", "data": {"branches": [{"name": name, "when": {"all": []}} for name in names]}}


CASES: list[tuple[Document, list[tuple[str, str | None]]]] = [
    (doc(ENTRY, END, edges=STRAIGHT), []),
    (doc(END, edges=[]), [("no_entry", None)]),
    (
        doc(ENTRY, {**ENTRY, "id": "in2"}, END, edges=[*STRAIGHT, ("in2", "next", "out")]),
        [("two_entries", "in2"), ("unreachable", "in2")],
    ),
    (doc(ENTRY, END, edges=STRAIGHT, entry="out"), [("wrong_start", None), ("unreachable", "in")]),
    (doc(ENTRY, {**END, "kind": "ned"}, edges=STRAIGHT), [("unknown_kind", "out")]),
    (doc(ENTRY, END, END, edges=STRAIGHT), [("duplicate_id", "out")]),
    (doc(ENTRY, END, edges=STRAIGHT, exit=["gone"]), [("unknown_exit", None)]),
    (doc(ENTRY, END, edges=[]), [("dead_outlet", "in"), ("unreachable", "out")]),
    (doc(ENTRY, END, edges=[*STRAIGHT, ("in", "other", "out")]), [("unknown_outlet", "in")]),
    (doc(ENTRY, END, edges=[*STRAIGHT, ("in", "next", "out")]), [("outlet_twice", "in")]),
    (
        doc(ENTRY, END, edges=[("in", "next", "in")]),
        [("into_entry", "in"), ("unreachable", "out"), ("loop_without_wait", "in")],
    ),
    (
        doc(ENTRY, split("a", "a"), END, edges=[("in", "next", "s"), ("s", "a", "out"), ("s", "otherwise", "out")]),
        [("duplicate_outlet", "s")],
    ),
    (
        doc(ENTRY, split("a"), END, edges=[("in", "next", "s"), ("s", "a", "s"), ("s", "otherwise", "out")]),
        [("loop_without_wait", "s")],
    ),
    (
        doc(ENTRY, {"id": "w", "kind": "wait", "data": {}}, END, edges=[("in", "next", "w"), ("w", "next", "out")]),
        [("wait_for_or_until", "w")],
    ),
    (
        doc(
            ENTRY, {"id": "w", "kind": "wait", "data": {"for": "P1D", "weekdays": ["mon"]}}, END,
            edges=[("in", "next", "w"), ("w", "next", "out")],
        ),
        [("weekdays_without_until", "w")],
    ),
    (
        doc({**ENTRY, "data": {"segment": {"fact": "case.stage", "op": ">", "value": "early"}}}, END, edges=STRAIGHT),
        [("bad_condition", "in")],
    ),
    (doc({**ENTRY, "data": {"segment": 7}}, END, edges=STRAIGHT), [("bad_rule", "in")]),
    (doc({**ENTRY, "data": {"segment": {"all": []}, "priority": 0}}, END, edges=STRAIGHT), [("bad_value", "in")]),
]  # fmt: skip


def test_connection_from_a_step_that_is_not_there_is_refused():
    with pytest.raises(ValidationError, match="edge from unknown step gone"):
        doc(ENTRY, END, edges=[*STRAIGHT, ("gone", "next", "out")])


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_faults_have_names(given: Document, expected: list[tuple[str, str | None]]):
    assert [(fault.code, fault.step) for fault in find_faults(given)] == expected


@pytest.mark.parametrize("given", [given for given, expected in CASES if expected])
def test_what_is_at_fault_compiles_only_where_it_could_run(given: Document):
    harmless = {
        "unreachable",
        "unknown_outlet",
        "outlet_twice",
        "duplicate_id",
        "duplicate_outlet",
        "bad_condition",
        "two_entries",
    }
    if {fault.code for fault in find_faults(given)} <= harmless:
        assert compile_graph(given).nodes
    else:
        with pytest.raises(CannotCompile):
            compile_graph(given)


def test_every_fault_has_words_in_both_languages(settings):
    details = dict.fromkeys(
        ("limit", "problem", "tag", "key", "known", "step", "kind", "steps", "start", "exit", "field", "given", "fact",
         "template", "other", "channel", "outlet", "to"), "x",
    )  # fmt: skip
    from django.utils.translation import override

    faults = [Fault(code, details=details) for code in TEXTS]
    with override("en"):
        english = [fault.message for fault in faults_in_words(faults)]
    with override("es"):
        spanish = [fault.message for fault in faults_in_words(faults)]

    assert english == [fault.message for fault in faults]
    assert all(one != other for one, other in zip(english, spanish, strict=True))
    assert str(faults[0])
