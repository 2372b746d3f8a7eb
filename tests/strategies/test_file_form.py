"""Strategies as files: exact both ways, and errors that name the place."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import CannotWriteFile, read_file, write_file
from acuerdo.strategies.rules.yaml_values import CannotReadFile
from tests.strategies.making import documents

FRIENDLY = """\
strategy: late-friendly
title: {es: Mora temprana, en: Early arrears}
start: entry
exit: [paid, held, closed]
steps:
  entry:
    kind: entry
    segment: {fact: case.open_tasks, op: '>=', value: 5}
    next: first_sms
  first_sms:
    kind: message
    channel: sms
    template: reminder-1
    tone: friendly
    next: {sent: wait_reply, not_allowed: end_na, no_contact_point: end_na}
  wait_reply:
    kind: wait_event
    events: [link_clicked, replied]
    timeout: P3D
    next: {link_clicked: done, replied: done, timeout: until_ten}
  until_ten:
    kind: wait
    until: 10:00
    weekdays: [mon]
    next: done
  end_na: {kind: end, outcome: not_reachable}
  done: {kind: end}
"""


def lines_of(text: str) -> list[tuple[str, str | None, str | None, int | None]]:
    """Faults of a file, of form or of meaning."""
    try:
        file = read_file(text)
    except CannotReadFile as refusal:
        return [(fault.code, fault.step, fault.field, fault.line) for fault in refusal.faults]
    faults = file.locate(find_faults(file.document, templates={"reminder-1": "sms"}))
    return [(fault.code, fault.step, fault.field, fault.line) for fault in faults]


def test_file_without_faults_comes_back_byte_for_byte():
    assert lines_of(FRIENDLY) == []
    assert write_file(read_file(FRIENDLY).document) == FRIENDLY


@settings(max_examples=80)
@given(documents())
def test_random_document_survives_file_and_file_survives_document(document: Document):
    text = write_file(document)

    again = read_file(text).document

    assert again == document
    assert write_file(again) == text


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.dictionaries(st.text().filter(lambda key: key not in ("kind", "next")), VALUES, max_size=4), st.text())
@example({"nothing": None, "yes": True, "half": 0.5, "one": 1}, "")
def test_any_settings_survive_the_file(data: dict[str, object], title: str):
    document = Document.model_validate(
        {"name": "odd", "title": {"es": title}, "nodes": [{"id": "1", "kind": "wait", "data": data}]}
    )

    assert read_file(write_file(document)).document == document


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "null", "~", "10:30", "1e3", "0o17", "2026-01-01", "=", "<<", "", " ", "#", "- a", "\u2028"],
)
def test_words_that_yaml_could_mistake_stay_text(word: str):
    document = Document.model_validate({"name": "odd", "title": {"es": word, word: "x"}})

    assert read_file(write_file(document)).document == document


def test_shuffled_keys_are_written_in_the_same_order():
    document = read_file(FRIENDLY).document
    shuffled = json.loads(json.dumps(document.to_json(), sort_keys=True))

    assert write_file(Document.model_validate(shuffled)) == FRIENDLY


def test_document_with_doubled_id_is_not_written():
    document = Document.model_validate({"name": "x", "nodes": [{"id": "a", "kind": "end"}, {"id": "a", "kind": "end"}]})

    with pytest.raises(CannotWriteFile):
        write_file(document)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("timeout: P3D", "timeout: 3 days", [("bad_duration", "wait_reply", "timeout", 19)]),
        ("fact: case.open_tasks", "fact: case.opened_tasks", [("unknown_fact", "entry", "segment", 8)]),
        ("sent: wait_reply", "sent: wait_replay", [("unknown_target", "first_sms", "sent", 15)]),
        ("  done: {kind: end}", "  done: {kind: ned}", [("unknown_kind", "done", "kind", 27)]),
        ("template: reminder-1", "template: reminder-2", [("unknown_template", "first_sms", "template", 13)]),
        ("channel: sms", "channel: email", [("template_channel", "first_sms", "template", 13)]),
        ("  done: {kind: end}", "  done: end", [("not_a_mapping", "done", None, 27)]),
        ("exit: [paid,", "exit: [payed,", [("unknown_exit", None, "exit", 4)]),
        ("start: entry", "start: done", [("wrong_start", None, "start", 3)]),
        ("    channel: sms\n", "", [("missing_field", "first_sms", "channel", 10)]),
        ("    tone: friendly", "    tune: friendly", [("unknown_field", "first_sms", "tune", 14)]),
        ("strategy: late-friendly", "strategy: Late Friendly", [("bad_document", None, "strategy", 1)]),
        ("  until_ten:", "  wait_reply:", [("duplicate_key", None, None, 21)]),
        ("title: {es", "titel: {es", [("unknown_key", None, "titel", 2)]),
        ("    next: done\n", "    next: 7\n", [("bad_document", "until_ten", "next", 25)]),
        ("kind: wait\n", "kind: [wait]\n", [("bad_document", "until_ten", "kind", 22)]),
        ("steps:", "steps: nothing\nmore:", [("unknown_key", None, "more", 6), ("not_a_mapping", None, "steps", 5)]),
    ],
)
def test_broken_file_names_line_step_and_field(old: str, new: str, expected: list[object]):
    found = lines_of(FRIENDLY.replace(old, new, 1))

    assert [fault for fault in found if fault[0] != "unreachable"] == expected


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty_file", None),
        (b"# only a remark\n", "empty_file", None),
        (b"{}\n", "empty_file", None),
        (b"~\n", "empty_file", None),
        (b"strategy: a\n\xff\xfe\x00", "not_text", 2),
        (b"strategy: a\nsteps: [", "yaml_syntax", 2),
        (b"strategy: a\n\tb: c", "yaml_syntax", 2),
        (b"a: &x 1\nb: *x\n", "no_alias", 1),
        (b"a: !!python/object:os.system x\n", "unknown_tag", 1),
        (b"a: !!set {b: c}\n", "unknown_tag", 1),
        (b"a: !!int twelve\n", "yaml_syntax", 1),
        (b"a: 1e999\n", "yaml_syntax", 1),
        (b"? [a]\n: b\n", "yaml_syntax", 1),
        (b"- a\n", "not_a_mapping", 1),
        (b"[" * 50_000, "too_deep", None),
        (b"a: " + b"[" * 45 + b"]" * 45, "too_deep", 1),
        (b"x" * 1_000_001, "too_large", None),
        (b"\x00\x01\x02", "yaml_syntax", None),
    ],
)
def test_unreadable_file_is_refused_with_the_reason(content: bytes, code: str, line: int | None):
    with pytest.raises(CannotReadFile) as refusal:
        read_file(content)

    assert [(fault.code, fault.line) for fault in refusal.value.faults] == [(code, line)]


@settings(max_examples=200)
@given(st.integers(0, len(FRIENDLY) - 1), st.integers(0, len(FRIENDLY)), st.text(max_size=3))
def test_any_damage_is_either_read_or_named(start: int, stop: int, put: str):
    for fault in lines_of(FRIENDLY[:start] + put + FRIENDLY[max(start, stop) :]):
        assert fault[0]
