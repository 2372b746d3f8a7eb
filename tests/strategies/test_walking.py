"""Walking a case through a strategy: what would happen, with the gate's answers, and nothing written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from acuerdo.portfolio.models import Creditor
from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.queries.walking import walk as walk_of
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import compile_graph
from tests import factories
from tests.factories import NOW
from tests.strategies import scenes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ACTS = """\
strategy: acts
start: entry
exit: [held]
steps:
  entry: {kind: entry, segment: {fact: debt.balance, op: '>=', value: '1.00'}, next: stop}
  stop: {kind: hold, reason: house_hold, for: P3D, next: pause}
  pause: {kind: wait, for: P1D, next: done}
  done: {kind: end, outcome: finished}
"""


@pytest.fixture
def case():
    roble = factories.creditor()
    scenes.templates()
    return scenes.owing("Carla Núñez Prieto", roble, stage="early", open_tasks=1).pk


def walk(walked, *, case_id, choices=(), now):
    """A walk of whichever case there is."""
    return walk_of(
        walked, case_id=case_id, creditor_ids=Creditor.objects.values_list("pk", flat=True), choices=choices, now=now
    )


def graph(text=scenes.REMINDER):
    return compile_graph(read_file(text).document)


def told(walked):
    return [(stop.step, stop.way, stop.outcome) for stop in walked.stops]


def test_a_case_is_walked_until_it_waits_for_an_answer(case):
    walked = walk(graph(), case_id=case, now=NOW)

    assert told(walked)[:2] == [("entry", "next", None), ("amount", "otherwise", None)]
    assert walked.stops[0].facts == {"case.stage": "early"}
    assert [(rule.name, rule.holds) for rule in walked.stops[0].rules] == [("segment", True)]
    assert [(rule.name, rule.holds) for rule in walked.stops[1].rules] == [("branches.0.when", False)]
    assert walked.stops[1].facts == {"case.open_tasks": 1}
    assert walked.stops[2].verdict is not None
    assert not walked.is_over


def test_the_clock_skips_waits_and_events_happen_when_chosen(case):
    waiting = walk(graph(), case_id=case, now=NOW)
    listening = 0 if waiting.stops[-1].step == "listen" else 1
    choices = [""] * listening

    timeout = walk(graph(), case_id=case, choices=[*choices, ""], now=NOW)
    clicked = walk(graph(), case_id=case, choices=[*choices, "link_clicked", ""], now=NOW)

    assert walk(graph(), case_id=case, choices=choices, now=NOW).events == (
        WakeEvent.PROMISE_MADE,
        WakeEvent.LINK_CLICKED,
    )
    assert told(timeout)[-3:] == [("listen", "timeout", None), ("call", "next", None), ("done", None, "finished")]
    assert [stop.task for stop in timeout.stops if stop.step == "call"] == ["Llamar"]
    assert timeout.is_over
    assert told(clicked)[-4:-2] == [("listen", "link_clicked", None), ("pause", "next", None)]
    assert clicked.stops[-3].left_at - clicked.stops[-3].at == DAY


OFTEN = """\
strategy: often
start: entry
exit: []
steps:
  entry: {kind: entry, segment: {all: []}, next: text}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: pause, not_allowed: done, no_contact_point: done}
  pause: {kind: wait, for: PT26H, next: text}
  done: {kind: end, outcome: refused}
"""


def test_contacts_of_earlier_steps_count_towards_the_limits_of_later_ones(case):
    # es.cap.written.7d: three written contacts in seven days, a day between two.
    walked = walk(graph(OFTEN), case_id=case, choices=["", "", "", "", "", ""], now=NOW)

    texts = [stop for stop in walked.stops if stop.step == "text"]
    assert [stop.verdict.decision for stop in texts[:3]] == ["allow"] * 3
    assert texts[3].left_at - texts[0].at >= 7 * DAY


def test_what_a_step_changes_is_assumed_by_those_after_it(case):
    held = walk(graph(ACTS), case_id=case, now=NOW)
    released = walk(graph(ACTS.replace("next: pause", "next: free", 1) + FREE), case_id=case, now=NOW)

    assert told(held) == [("entry", "next", None), ("stop", None, "held")]
    assert list(held.stops[1].effects) == ["holds"]
    # The exit rule comes first, so a release behind a hold is never reached unless the strategy goes on while held.
    assert told(released) == told(held)


FREE = "  free: {kind: release, reason: house_hold, next: pause}\n"


def test_a_release_is_assumed_where_holds_do_not_end_the_strategy(case):
    text = ACTS.replace("exit: [held]", "exit: []").replace("next: pause", "next: free", 1) + FREE

    walked = walk(graph(text), case_id=case, choices=[""], now=NOW)

    assert told(walked)[1:] == [
        ("stop", "next", None), ("free", "next", None), ("pause", "next", None), ("done", None, "finished"),
    ]  # fmt: skip


def test_a_walk_writes_nothing_and_unknown_cases_walk_nowhere(case):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET TRANSACTION READ ONLY")  # from here on, PostgreSQL refuses every write

    assert walk(graph(), case_id=case, choices=["", "", ""], now=NOW) is not None
    assert walk(graph(), case_id=case + 1, now=NOW) is None
    assert walk_of(graph(), case_id=case, creditor_ids=[], now=NOW) is None


def test_a_circle_of_waits_is_left_after_a_while(case):
    text = ACTS.replace("exit: [held]\n", "exit: []\n").replace("next: done", "next: stop")

    text = text.replace("  done: {kind: end, outcome: finished}\n", "")

    walked = walk(graph(text), case_id=case, choices=[""] * 500, now=NOW)

    assert walked.is_over
    assert len(walked.stops) >= 200
