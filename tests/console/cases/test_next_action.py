"""What to do next, why that, and what else: a table of cases, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from acuerdo.cases.queries import CaseData, CaseHead, HoldLine, PointLine, TaskLine
from acuerdo.console.cases.next_action import OpenPromise, Powers, Reach, Way, advice_on
from tests.factories import NOW

HEAD = CaseHead(
    id=1, status="open", stage="early", opened_at=NOW, closed_at=None, close_reason="", assignee_id=None,
    assignee_name="", creditor_id=1, creditor_name="Banco Roble", creditor_time_zone="Europe/Madrid", currency="EUR",
    debtor_id=1, debtor_kind="person", name="Carla Núñez", given_name="Carla", national_id="", birth_date=None,
    language="es", country="ES", region="ES-MD", postcode="", city="", time_zone="", tone="", balance_cents=24_000,
    overdue_cents=24_000, oldest_due_date=None, days_past_due=45, on_hold=False, is_vulnerable=False,
    is_disputed=False, is_ceased=False,
)  # fmt: skip
POINT = PointLine(1, "email", "carla@example.es", False, "active", 1)
DATA = CaseData(head=HEAD, references=(), debts=(), points=(POINT,), holds=(), tasks=())
TASK = TaskLine(7, "call", "Llamar", NOW - timedelta(hours=1), None)
HOLD = HoldLine(1, "dispute_opened", "", NOW, "Ana", None, 1)
OPEN, SHUT = Way(True), Way(False, [("Calls only until 20:00", "es.hours")])
NOBODY = Powers()
BOTH, NONE, WRITE = Reach(OPEN, OPEN), Reach(SHUT, SHUT), Reach(SHUT, OPEN)
PROMISE = OpenPromise(12_000, "EUR", date(2026, 6, 20))


def on(data=DATA, *, promise=None, reach=BOTH, powers=NOBODY):
    return advice_on(data=data, promise=promise, reach=reach, powers=powers, now=NOW)


@pytest.mark.parametrize(
    ("data", "promise", "reach", "title", "why"),
    [
        (replace(DATA, head=replace(HEAD, is_disputed=True)), None, BOTH, "Answer the dispute", "an answer"),
        (replace(DATA, tasks=(TASK,)), PROMISE, BOTH, "Llamar", "planned it"),
        (replace(DATA, holds=(HOLD,)), None, NONE, "Wait: contact is stopped", "a stop on contact"),
        (replace(DATA, holds=(replace(HOLD, until=NOW),)), None, NONE, "Wait: contact is stopped", "outranks"),
        (replace(DATA, holds=(HOLD,)), None, WRITE, "Only by hand: Dispute", "outranks"),
        (DATA, PROMISE, BOTH, "Wait for the promise", "press somebody"),
        (replace(DATA, points=()), None, BOTH, "Find a way to reach this person", "cannot be reached"),
        (DATA, None, BOTH, "Talk to Carla", "a call is allowed now"),
        (DATA, None, WRITE, "Write to Carla", "calling is not"),
        (DATA, None, NONE, "Wait: contact is not allowed now", "no way to reach"),
    ],
)
def test_first_and_why(data, promise, reach, title, why):
    advice = on(data, promise=promise, reach=reach)

    assert (advice.first.title[: len(title)], why in advice.why) == (title, True)


def test_a_closed_case_asks_for_nothing():
    advice = on(replace(DATA, head=replace(HEAD, status="closed")))

    assert (advice.first.button, advice.why, advice.others) == ("", "", ())


def test_others_are_all_lawful_ways_without_the_first():
    others = on(replace(DATA, tasks=(TASK,)), powers=Powers(hold=True)).others

    assert [other.dialog for other in others] == ["call", "message", "promise", "task", "note", "hold"]
    assert all(other.reason and other.button and not other.blocked_by for other in others)


def test_what_a_rule_forbids_stands_last_with_the_rule():
    others = on(promise=PROMISE, reach=WRITE).others

    assert [other.dialog for other in others] == ["message", "task", "note", "call"]
    assert others[-1].blocked_by == [("Calls only until 20:00", "es.hours")]


def test_who_may_answer_disputes_gets_the_form_for_it():
    disputed = replace(DATA, head=replace(HEAD, is_disputed=True))

    assert (on(disputed).first.dialog, on(disputed, powers=Powers(resolve=True)).first.dialog) == ("note", "dispute")
