"""`acuerdo compliance`: questions in lines, answers in lines, faults on their line."""

from __future__ import annotations

import io
import json
import sys

import pytest
from django.core.management import call_command

from acuerdo.compliance.rules.answer_lines import Judge
from tests.compliance.asking import packs

NOW = "2026-11-19T12:00:00+01:00"


class _Stream:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def judge(monkeypatch):
    def run(*lines, packs=("es",), options=()) -> tuple[list[dict], int]:
        content = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        monkeypatch.setattr(sys, "stdin", _Stream(content))
        out, code = io.StringIO(), 0
        try:
            given = [part for pack in packs for part in ("--pack", pack)]
            call_command("compliance", "judge", *given, *options, stdout=out)
        except SystemExit as left:
            code = int(left.code)
        return [json.loads(line) for line in out.getvalue().splitlines()], code

    return run


def test_an_answer_has_decision_rules_next_instant_and_citations(judge):
    past = {"at": "2026-11-18T15:00:00+01:00", "channel": "email", "debt": "D1"}
    question = {
        "now": NOW,
        "channel": "sms",
        "zones": ["Europe/Madrid"],
        "region": "MD",
        "debt": "D1",
        "history": [past],
    }

    answers, code = judge(question)

    assert code == 0
    assert answers == [
        {
            "decision": "defer",
            "failed": ["es.cap.written.7d"],
            "passed": [
                "es.hold.adr", "es.hold.mortgage_prior_claim", "es.hold.dispute", "es.hold.vulnerable",
                "es.hold.insolvency", "es.third_party", "es.hours",
            ],
            "next_allowed_at": "2026-11-19T14:00:00+00:00",
            "citations": ["Operator default; no statutory number exists", "Ley 3/1991 arts. 8 y 29 (BOE-A-1991-628)"],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b'{"person": 1, "channel": "sms"', "is no JSON"),
        (b'{"person": "\xff", "now": "2026-11-19T12:00Z", "channel": "sms"}', "is no JSON"),
        (b"[]", "Expected `object`"),
        ({"channel": "sms"}, "missing required field `now`"),
        ({"now": NOW}, "missing required field `channel`"),
        ({"now": "2026-11-19T12:00:00", "channel": "sms"}, "has no time zone; write its offset"),
        ({"now": "2026-11-19", "channel": "sms"}, "has no time zone"),
        ({"now": "soon", "channel": "sms"}, "'soon' is no ISO 8601 instant"),
        ({"now": "1066-10-14T09:00Z", "channel": "sms"}, "is not between 1971 and 2198"),
        ({"now": 5, "channel": "sms"}, "now: Expected `str`, got `int`"),
        ({"now": NOW, "channel": "fax"}, "'fax' is no channel"),
        ({"now": NOW, "channel": "sms", "consents": ["fax"]}, "consents: 'fax' is no channel"),
        ({"now": NOW, "channel": "sms", "opted_out": "sms"}, "opted_out: Expected `array | null`"),
        ({"now": NOW, "channel": "sms", "ceased": "no"}, "ceased: Expected `bool | null`"),
        ({"now": NOW, "channel": "sms", "debt": 1.5}, "debt: Expected"),
        ({"now": NOW, "channel": "sms", "zones": ["Europe/Toledo"]}, "'Europe/Toledo' is no time zone"),
        ({"now": NOW, "channel": "sms", "active_holds": ["dispute_opened"]}, "active_holds: Expected `object | null`"),
        ({"now": NOW, "channel": "sms", "active_holds": {"a:b": None}}, "'a:b' is no event"),
        ({"now": NOW, "channel": "sms", "hours_override": "noon"}, "hours_override:"),
        ({"now": NOW, "channel": "sms", "hours_override": {"mon": [["9", "10"]]}}, "'9' is no time of day"),
        ({"now": NOW, "channel": "sms", "hours_override": "[1"}, "is no JSON"),
        ({"now": NOW, "channel": "sms", "hours_override": {"noday": []}}, "'noday' is no day"),
        ({"now": NOW, "channel": "sms", "history": [{"at": "2026-11-18T12:00:00", "channel": "sms"}]}, "history[0].at"),
        ({"now": NOW, "channel": "sms", "history": [{"at": NOW, "channel": "fax"}]}, "history[0].channel"),
        ({"now": NOW, "channel": "sms", "history": [{"at": NOW, "channel": "sms", "direction": "up"}]}, "Invalid enum"),
        ({"now": NOW, "channel": "sms", "opt_out": ["sms"]}, "did you mean 'opted_out'?"),
        ({"now": NOW, "channel": "sms", "holds": {}}, "did you mean 'active_holds'?"),
        ({"now": NOW, "channel": "sms", "history": [{"channel": "sms", "flag": "x"}]}, "did you mean 'flags'?"),
        ({"now": NOW, "channel": "sms", "id": 1, "ceased": 5}, "ceased: Expected"),
        ({"now": NOW, "channel": "sms", "ceased": 5, "id": 1}, "ceased: Expected"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_answered_with_its_fault_and_the_others_go_on(judge, line, message):
    good = {"now": NOW, "channel": "email"}

    answers, code = judge(good, line, good)

    assert code == 1
    assert [answer.get("decision") for answer in answers] == ["allow", None, "allow"]
    assert answers[1]["line"] == 2
    assert message in answers[1]["error"]


def test_words_of_a_verdict_are_the_same_in_every_block():
    line = json.dumps({"now": NOW, "channel": "email"}).encode()
    judging = Judge(packs("es"))

    assert judging.answer([line], first_line=1) == judging.answer([line], first_line=2)


def test_holds_stop_whoever_they_protect(judge):
    held = {"now": NOW, "channel": "email", "active_holds": {"concurso_declared": None, "dispute_opened": "energy"}}

    answers, code = judge(held)

    assert (answers[0]["decision"], code) == ("deny", 0)
    assert "es.hold.insolvency" in answers[0]["failed"]


def test_empty_lines_and_foreign_keys_are_passed_over(judge):
    answers, code = judge(b"\xef\xbb\xbf" + json.dumps({"now": NOW, "channel": "email", "id": 7}).encode(), b"", b"  ")

    assert ([answer["decision"] for answer in answers], code) == (["allow"], 0)


def test_no_question_has_no_answer(judge):
    assert judge() == ([], 0)


def test_a_contact_without_a_date_is_left_out_and_told(judge):
    answers, _ = judge(
        {"now": NOW, "channel": "email", "history": [{"channel": "sms"}, {"channel": "sms", "at": None}]}
    )

    assert answers[0]["decision"] == "allow"
    assert answers[0]["ignored"] == [{"history": 0, "reason": "undated"}, {"history": 1, "reason": "undated"}]


def test_instants_may_be_written_in_any_way(judge):
    ways = ("2026-11-19T20:00:00Z", "2026-11-19T21:00+01:00", "20261119T200000+0000", "2026-11-19 15:00:00.000-05:00")

    answers, _ = judge(*({"now": way, "channel": "sms", "zones": ["Europe/Madrid"]} for way in ways))

    assert [answer["failed"] for answer in answers] == [["es.hours"]] * 4
    assert len({json.dumps(answer) for answer in answers}) == 1


def test_own_hours_and_readings_are_taken(judge):
    question = {"now": "2026-11-22T12:00-05:00", "channel": "sms", "consents": ["sms"], "hours_override": True}
    yesterday = {"at": "2026-11-21T12:00-05:00", "channel": "email"}

    answers, _ = judge(
        question, question | {"history": [yesterday]}, packs=["co"],
        options=["--alternate", "co.one_channel.week=two_way_reading"],
    )  # fmt: skip

    assert [answer["decision"] for answer in answers] == ["allow", "allow"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--pack", "xx"], "there is no such pack"),
        (["--pack", "es", "--alternate", "es.hours=x"], "there is no reading 'x'"),
        (["--pack", "es", "/nowhere/questions.jsonl"], "No such file"),
    ],
)
def test_wrong_use_ends_with_two(options, message):
    err = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("compliance", "judge", *options, stderr=err)

    assert left.value.code == 2
    assert message in err.getvalue()


def test_check_tells_packs_and_faults(tmp_path):
    broken = tmp_path / "mine.yaml"
    broken.write_text("schema: policy-pack/1\n")
    good, bad = io.StringIO(), io.StringIO()

    call_command("compliance", "--json", "check", "es", stdout=good)
    with pytest.raises(SystemExit) as left:
        call_command("compliance", "--json", "check", "co", str(broken), stdout=bad)

    [pack] = json.loads(good.getvalue())["packs"]
    assert (pack["id"], pack["status"], pack["rules"][3]) == ("es", "needs_counsel_review", "es.hours")
    assert left.value.code == 1
    assert {fault["field"] for fault in json.loads(bad.getvalue())["faults"]} >= {"id", "version", "rules"}
