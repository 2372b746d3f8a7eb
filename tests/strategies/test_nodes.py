"""Node kinds one by one, and the faults of a graph, as tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from django.utils.translation import override
from pydantic import ValidationError

from acuerdo.segments.rules import parse_rule
from acuerdo.strategies.enums import KindGroup, WakeEvent
from acuerdo.strategies.queries import faults_in_words, kinds_in_words
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.clock_times import next_local
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.faults import TEXTS, Fault
from acuerdo.strategies.rules.graph import CannotCompile, compile_graph
from acuerdo.strategies.rules.kinds import all_kinds, by_value
from tests.strategies.making import CUSTOM

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
    told = {kind.name: list(kind.schema["properties"]) for kind in kinds_in_words()}

    assert sorted(told) == sorted(all_kinds())
    assert told["wait"] == ["note", "for", "until", "weekdays", "until_date", "best_hour"]


@pytest.mark.parametrize(("language", "title", "labels"), [("en", "Tone", "Friendly"), ("es", "Tono", "Cercano")])
def test_forms_speak_the_readers_language(language: str, title: str, labels: str):
    with override(language):
        message = next(kind.schema for kind in kinds_in_words() if kind.name == "message")

    tones = message["$defs"]["MessageTone"]
    assert message["properties"]["tone"]["title"] == title
    assert message["properties"]["template"]["only_if"] == {"channel": ["email", "sms"]}
    assert (tones["enum"][0], tones["labels"][0]) == ("friendly", labels)


def test_every_field_of_every_form_has_a_title_in_both_languages():
    with override("es"):
        schemas = [part for kind in kinds_in_words() for part in (kind.schema, *kind.schema.get("$defs", {}).values())]
    with override("en"):
        english = [part for kind in kinds_in_words() for part in (kind.schema, *kind.schema.get("$defs", {}).values())]
    told = [field.get("title") for part in schemas for field in part.get("properties", {}).values()]
    plain = [field.get("title") for part in english for field in part.get("properties", {}).values()]

    assert all(told)
    assert {one for one, other in zip(told, plain, strict=True) if one == other} <= {"Sms"}


def test_each_kind_has_words_a_shelf_and_an_icon_that_exists():
    icons = json.loads((files("acuerdo.console") / "icons.json").read_text())

    assert {kind.group for kind in all_kinds().values()} == set(KindGroup)
    assert [kind.name for kind in all_kinds().values() if kind.icon not in icons] == []
    assert all(kind.label and kind.help for kind in all_kinds().values())


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
        [("wait_one_way", "w")],
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


SETTINGS: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("entry", {}, "entry_without_rule", "segment"),
    ("entry", {"trigger": "event"}, "missing_for_trigger", "event"),
    ("entry", {"trigger": "api", "event": "replied"}, "not_for_this_trigger", "event"),
    ("entry", {"trigger": "schedule"}, "missing_for_trigger", "schedule"),
    ("entry", {"trigger": "api", "schedule": {"at": "10:00"}}, "not_for_this_trigger", "schedule"),
    ("entry", {"trigger": "schedule", "schedule": {"at": "24:00"}}, "bad_value", "schedule.at"),
    ("entry", {"trigger": "schedule", "schedule": {}}, "missing_field", "schedule.at"),
    ("entry", {"trigger": "event", "event": "due_approaching"}, "days_before_due", "days_before"),
    ("entry", {"trigger": "event", "event": "replied", "days_before": 3}, "days_before_due", "days_before"),
    ("entry", {"trigger": "api", "reentry": "P1M"}, "bad_duration", "reentry"),
    ("entry", {"trigger": "api", "ceiling": {"contacts_per_day": 0}}, "bad_value", "ceiling.contacts_per_day"),
    ("entry", {"trigger": "api", "ceiling": {"cost_per_week": 5}}, "unknown_field", "ceiling.cost_per_week"),
    ("entry", {"trigger": "api", "lane": "fast"}, "bad_value", "lane"),
    ("entry", {"trigger": "api", "first_day": "soon"}, "bad_value", "first_day"),
    (
        "entry", {"trigger": "api", "first_day": "2026-02-01", "last_day": "2026-01-31"},
        "last_before_first", "last_day",
    ),
    ("message", {"channel": "sms"}, "template_missing", "template"),
    ("message", {"channel": "best"}, "templates_missing", "templates"),
    ("message", {"channel": "best", "template": "a"}, "template_not_here", "template"),
    ("message", {"channel": "sms", "templates": {"email": "a", "sms": "b"}}, "templates_not_here", "templates"),
    ("message", {"channel": "best", "templates": {"email": "a"}}, "missing_field", "templates.sms"),
    ("message", {"channel": "sms", "template": "text", "tone": "loud"}, "bad_value", "tone"),
    ("message", {"channel": "sms", "template": "mail"}, "template_channel", "template"),
    (
        "message", {"channel": "best", "templates": {"email": "mail", "sms": "gone"}},
        "unknown_template", "templates.sms",
    ),
    ("message", {"channel": "sms", "template": "text", "landing": "mail"}, "template_channel", "landing"),
    ("message", {"channel": "sms", "template": "text", "landing": "gone"}, "unknown_template", "landing"),
    ("wait", {}, "wait_one_way", None),
    ("wait", {"for": "P1D", "best_hour": True}, "wait_one_way", None),
    ("wait", {"for": "P1D", "weekdays": ["mon"]}, "weekdays_without_until", "weekdays"),
    ("wait", {"until_date": {"fact": "case.stage"}}, "not_a_date", "until_date.fact"),
    ("wait", {"until_date": {"fact": "case.due"}}, "unknown_fact", "until_date.fact"),
    ("wait", {"until_date": {"fact": "case.opened", "days": 1000}}, "bad_value", "until_date.days"),
    ("wait_event", {"events": [], "timeout": "P1D"}, "bad_value", "events"),
    ("split_share", {"shares": [{"name": "a", "percent": 99}]}, "bad_value", "shares"),
    (
        "split_share", {"shares": [{"name": "a", "percent": 50}, {"name": "b", "percent": 49}]},
        "shares_sum", "shares",
    ),
    ("experiment", {"arms": [{"name": "a", "share": 90}]}, "shares_sum", "arms"),
    ("experiment", {"arms": [{"name": "a", "share": 100}], "hold_out": 0}, "bad_value", "hold_out"),
    ("experiment", {"arms": [{"name": "a", "share": 100}], "within": "soon"}, "bad_duration", "within"),
    ("experiment", {"arms": [{"name": "hold_out", "share": 100}]}, "duplicate_outlet", "hold_out"),
    ("offer", {"offer": "settlement"}, "settlement_without_discount", "discount_percent"),
    ("offer", {"offer": "plan"}, "plan_without_instalments", "instalments"),
    (
        "offer", {"offer": "settlement", "discount_percent": 10, "instalments": 3},
        "settlement_with_instalments", "instalments",
    ),
    ("hold", {"reason": "because"}, "bad_value", "reason"),
    ("hold", {"for": "1 week"}, "bad_duration", "for"),
    ("release", {"reason": "dispute_opened"}, "only_people_lift", "reason"),
    ("set_fact", {"fact": "debt.balance", "value": 1}, "only_own_facts", "fact"),
    ("set_fact", {"fact": "custom.none", "value": 1}, "unknown_fact", "fact"),
    ("set_fact", {"fact": "custom.limit", "value": "much"}, "bad_fact_value", "value"),
    ("set_fact", {"fact": "custom.limit"}, "missing_field", "value"),
    ("set_fact", {"fact": "custom.limit", "value": [1]}, "not_a_plain_value", "value"),
    ("webhook", {"url": "http://hooks.example"}, "bad_url", "url"),
    ("webhook", {"url": "https://[::1"}, "bad_url", "url"),
    ("webhook", {"url": "https://user@hooks.example"}, "bad_url", "url"),
    ("webhook", {"url": "https://hooks.example/a b"}, "bad_url", "url"),
    ("webhook", {"url": "https://hooks.example", "facts": ["case.stage", "case.colour"]}, "unknown_fact", "facts.1"),
    ("go_to", {"strategy": "x"}, "goes_to_itself", "strategy"),
    ("go_to", {"strategy": "gone"}, "unknown_strategy", "strategy"),
    ("go_to", {}, "missing_field", "strategy"),
]  # fmt: skip
OUTSIDE = {"templates": {"mail": "email", "text": "sms", "page": "landing"}, "strategies": {"other"}}


@pytest.mark.parametrize(("kind", "data", "code", "field"), SETTINGS)
def test_every_wrong_setting_is_named_with_its_place(kind: str, data: dict[str, Any], code: str, field: str | None):
    nodes = ({**ENTRY, "data": data}, END) if kind == "entry" else (ENTRY, {"id": "s", "kind": kind, "data": data}, END)

    faults = find_faults(doc(*nodes, edges=[]), custom=CUSTOM, **OUTSIDE)

    found = [(fault.code, fault.field) for fault in faults if fault.code not in ("dead_outlet", "unreachable")]
    assert found == [(code, field)]


EARLY = {"fact": "case.stage", "op": "=", "value": "early"}
SEGMENTS = {
    "segment:early": parse_rule(EARLY),
    "segment:chicken": parse_rule({"segment": "egg"}),
    "segment:egg": parse_rule({"segment": "chicken"}),
    "segment:old": parse_rule({"fact": "case.colour", "op": "=", "value": "red"}),
}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"segment": "early"}, None),
        ({"all": [{"segment": "gone"}]}, "unknown_segment"),
        ({"not": {"list": "gone"}}, "unknown_list"),
        ({"segment": "egg"}, "segment_circle"),
        ({"segment": "old"}, "faulty_segment"),
    ],
)
def test_segments_that_rules_name_are_checked_where_they_are_known(rule: Any, code: str | None):
    given = doc({**ENTRY, "data": {"segment": rule}}, END, edges=STRAIGHT)

    assert [fault.code for fault in find_faults(given, named=SEGMENTS)] == ([code] if code else [])
    assert find_faults(given) == []


def test_segment_in_a_rule_is_put_in_its_place_when_compiled():
    given = doc({**ENTRY, "data": {"segment": {"segment": "early"}}}, END, edges=STRAIGHT)

    assert compile_graph(given, known=SEGMENTS).entry_settings.rule == parse_rule(EARLY)
    assert compile_graph(given, known=SEGMENTS).entry_fact_keys == ("case.stage",)


@pytest.mark.parametrize("known", [None, SEGMENTS])
def test_strategy_that_names_what_is_not_there_does_not_compile(known: Any):
    with pytest.raises(CannotCompile):
        compile_graph(doc({**ENTRY, "data": {"segment": {"segment": "gone"}}}, END, edges=STRAIGHT), known=known)


SOUND: list[tuple[str, dict[str, Any]]] = [
    ("message", {"channel": "best", "templates": {"email": "mail", "sms": "text"}, "landing": "page", "tone": "suits"}),
    ("go_to", {"strategy": "other"}),
    ("set_fact", {"fact": "custom.since", "value": "today+3"}),
    ("wait", {"until_date": {"fact": "custom.since", "days": -3}}),
]


@pytest.mark.parametrize(("kind", "data"), SOUND)
def test_sound_settings_have_no_faults(kind: str, data: dict[str, Any]):
    faults = find_faults(doc(ENTRY, {"id": "s", "kind": kind, "data": data}, edges=[]), custom=CUSTOM, **OUTSIDE)

    assert {fault.code for fault in faults} <= {"dead_outlet", "unreachable"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("wait", {"until_date": {"fact": "case.opened"}}),
        ("hold", {}),
        ("offer", {"offer": "plan", "instalments": 3}),
    ],
)
def test_circle_through_a_step_where_no_time_passes_is_refused(kind: str, data: dict[str, Any]):
    circle = doc(ENTRY, {"id": "s", "kind": kind, "data": data}, edges=[("in", "next", "s"), ("s", "next", "s")])

    assert [fault.code for fault in find_faults(circle)] == ["loop_without_wait"]


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


def test_every_fault_has_words_in_both_languages():
    details = dict.fromkeys(
        ("limit", "problem", "tag", "key", "known", "step", "kind", "steps", "start", "exit", "field", "given", "fact",
         "template", "other", "channel", "outlet", "to", "trigger", "sum", "strategy", "name"), "x",
    )  # fmt: skip
    faults = [Fault(code, details=details) for code in TEXTS]
    with override("en"):
        english = [fault.message for fault in faults_in_words(faults)]
    with override("es"):
        spanish = [fault.message for fault in faults_in_words(faults)]

    assert english == [fault.message for fault in faults]
    assert all(one != other for one, other in zip(english, spanish, strict=True))
    assert str(faults[0])


@pytest.mark.parametrize(
    ("values", "groups"),
    [([], []), ([3], [(3, [0])]), ([2, -1, 2, 0, -1], [(-1, [1, 4]), (0, [3]), (2, [0, 2])])],
)
def test_by_value_gives_each_value_once_with_its_places_in_order(values, groups):
    assert [(value, part.tolist()) for value, part in by_value(np.array(values, dtype=np.int16))] == groups
