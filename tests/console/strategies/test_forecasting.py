"""The forecast of a strategy: figures of the whole and of each way, and nothing done."""

from __future__ import annotations

import pytest

from acuerdo.channels.models import Message
from acuerdo.strategies.models import Enrolment
from tests import factories
from tests.console.people import signed_in, text_of
from tests.strategies import scenes

pytestmark = pytest.mark.django_db
TRIAL = """\
strategy: trial
start: entry
exit: [closed, paid]
steps:
  entry: {kind: entry, segment: {all: []}, next: trial}
  trial:
    kind: experiment
    arms: [{name: text, share: 100}]
    hold_out: 40
    goal: clicked
    within: P10D
    next: {text: text, hold_out: done}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: done, not_allowed: done, no_contact_point: done}
  done: {kind: end}
"""
ASKED = "people=2000&days=30"


def test_the_form_comes_first(eva):
    page = text_of(eva.get(f"/strategies/{scenes.strategy().pk}/forecast/"))

    assert "Synthetic people" in page
    assert "Answers of the gate" not in page


def test_a_forecast_tells_each_way_beside_the_hold_out_and_does_nothing(eva):
    page = text_of(eva.get(f"/strategies/{scenes.strategy(TRIAL).pk}/forecast/?{ASKED}"))

    assert "opened the link within 10 days" in page
    assert "Differences are those to “left without”" in page
    assert "points" in page
    assert "Rules of contact broken" in page
    assert Enrolment.objects.count() == Message.objects.count() == 0


def test_where_nobody_comes_in_there_are_no_figures(eva):
    nobody = TRIAL.replace("{all: []}", "{fact: debt.balance, op: '>=', value: '90000000.00'}")
    page = text_of(eva.get(f"/strategies/{scenes.strategy(nobody).pk}/forecast/?{ASKED}"))

    assert "None of the synthetic people came in" in page
    assert "Amount paid" not in page


def test_a_strategy_that_draws_nobody_says_how_to_learn_more(eva):
    assert "No step draws people by lot" in text_of(eva.get(f"/strategies/{scenes.strategy().pk}/forecast/?{ASKED}"))


@pytest.mark.parametrize("asked", ["people=7&days=30", "people=2000", "people=2000&days=9999"])
def test_other_numbers_are_refused_at_their_field(eva, asked):
    answer = eva.get(f"/strategies/{scenes.strategy().pk}/forecast/?{asked}")

    assert answer.status_code == 422
    assert "Answers of the gate" not in text_of(answer)


def test_where_no_law_binds_nobody_may_be_contacted(eva, roble):
    mine = scenes.strategy(creditor_id=roble.pk)
    roble.country, roble.policy_packs = "XX", []
    roble.save()

    answer = eva.get(f"/strategies/{mine.pk}/forecast/?{ASKED}")

    assert answer.status_code == 422
    assert "No policy pack binds the creditor" in text_of(answer)


def test_a_draft_with_faults_names_them_while_the_live_version_is_forecast(eva):
    mine = scenes.strategy()
    eva.post(f"/strategies/{mine.pk}/steps/done/delete/", {"revision": "1"})

    draft = text_of(eva.get(f"/strategies/{mine.pk}/forecast/?{ASKED}"))
    live = text_of(eva.get(f"/strategies/{mine.pk}/forecast/?{ASKED}&show=live"))

    assert "It cannot be forecast yet" in draft
    assert "Answers of the gate" in live


def test_strategies_out_of_sight_do_not_exist(roble):
    lumen = factories.creditor(factories.LUMEN)
    ben = signed_in(factories.ben(lumen))

    assert ben.get(f"/strategies/{scenes.strategy(creditor_id=roble.pk).pk}/forecast/").status_code == 404
