"""Cases go from one strategy to another in one transaction, and never for ever."""

from __future__ import annotations

import pytest

from acuerdo.cases.models import CaseFacts
from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.models import Decision, Enrolment, Strategy
from acuerdo.strategies.operations import advance_due, enrol_due, publish_strategy, save_draft
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import LUMEN, NOW
from tests.factories import portfolio as people
from tests.strategies import scenes
from tests.strategies.test_entering import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble():
    return people.creditor()


@pytest.fixture
def carla(roble):
    return scenes.owing("Carla Núñez Prieto", roble)


LEADING = """\
strategy: leading
start: entry
exit: [closed]
steps:
  entry: {kind: entry, segment: {fact: case.stage, op: '=', value: early}, next: on}
  on: {kind: go_to, strategy: listening}
"""


def test_go_to_ends_here_and_enters_there_at_once(carla):
    there = live("trigger: api")
    scenes.strategy(LEADING)
    enrol_due(now=NOW)

    advance_due(now=NOW)

    assert list(Enrolment.objects.order_by("pk").values_list("status", "outcome", "strategy_id")) == [
        (2, "transferred", Strategy.objects.get(key="leading").pk), (1, "", there.pk),
    ]  # fmt: skip
    assert scenes.standing(carla.pk) == "rest"
    scenes.assert_due_table_fits()


def test_go_to_leads_into_a_strategy_of_the_same_creditor_only(roble, carla):
    luis = scenes.owing("Luis Gil Romero", people.creditor(LUMEN), phone="+34600000002")
    live("trigger: api", creditor_id=roble.pk)
    scenes.strategy(LEADING)
    Strategy.objects.filter(key="leading").update(scan_at=NOW)
    enrol_due(now=NOW)

    advance_due(now=NOW)

    assert (scenes.standing(carla.pk), scenes.standing(luis.pk)) == ("rest", "ended: transferred")


def test_whoever_is_not_taken_in_is_told_on_the_timeline(carla):
    live("trigger: api", exits="opted_out_all")
    scenes.strategy(LEADING)
    enrol_due(now=NOW)
    CaseFacts.objects.update(is_ceased=True)

    advance_due(now=NOW)

    assert scenes.standing(carla.pk) == "ended: transferred"
    assert Decision.objects.order_by("-pk").first().outlet == "not_taken_in"


def test_pairs_of_strategies_do_not_pass_cases_for_ever(carla):
    back = LEADING.replace("strategy: leading", "strategy: back").replace("strategy: listening", "strategy: leading")
    live("trigger: api")
    scenes.strategy(LEADING)
    scenes.strategy(back.replace("kind: entry, segment: {fact: case.stage, op: '=', value: early}",
                                 "kind: entry, trigger: api"))  # fmt: skip
    draft = read_file(LEADING.replace("strategy: listening", "strategy: back")).document
    leading = Strategy.objects.get(key="leading")
    save_draft(strategy_id=leading.pk, revision=1, document=draft, actor=SYSTEM, now=NOW)
    publish_strategy(strategy_id=leading.pk, actor=SYSTEM, now=NOW)
    enrol_due(now=NOW)

    advance_due(now=NOW)

    assert list(Enrolment.objects.order_by("pk").values_list("outcome", flat=True)) == ["transferred", "transferred"]
