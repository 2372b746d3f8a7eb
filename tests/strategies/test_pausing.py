"""A paused strategy at its door: who knocks waits outside, and comes in when it goes on if it still matters."""

from __future__ import annotations

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import Trigger
from acuerdo.strategies.models import HeldKnock, Knock
from acuerdo.strategies.operations import enrol_due, pause_strategy, resume_strategy, stop_strategy
from acuerdo.strategies.operations.knocking import Admitted
from acuerdo.strategies.queries.waiting import Pause, pause_of
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes
from tests.strategies.test_entering import DAY, HOUR, happened, inside, live

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble():
    return people.creditor()


@pytest.fixture
def carla(roble):
    return scenes.owing("Carla Núñez Prieto", roble)


def test_who_knocks_at_a_paused_strategy_comes_in_when_it_goes_on(roble, carla):
    luis = scenes.owing("Luis Gil Romero", roble, phone="+34600000002", stage="late")
    strategy = live("trigger: event\nevent: replied\nsegment: {fact: case.stage, op: '=', value: early}")
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    happened("replied", carla)
    assert enrol_due(now=NOW + HOUR) == 0
    happened("replied", carla)
    happened("replied", luis)
    told = resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)

    assert told == Admitted(entered=1, unfit=1, too_old=0)
    assert inside() == [carla.pk]
    assert (Knock.objects.count(), HeldKnock.objects.count(), enrol_due(now=NOW + DAY)) == (0, 0, 0)


def test_news_of_a_long_pause_brings_nobody_in(carla):
    strategy = live("trigger: event\nevent: replied")
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    happened("replied", carla)
    enrol_due(now=NOW + HOUR)
    [waiting, later] = [pause_of(strategy_id=strategy.pk, now=NOW + days * DAY) for days in (1, 4)]

    told = resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + 4 * DAY)

    assert (waiting.young, waiting.too_old, later.young, later.too_old) == (1, 0, 0, 1)
    assert (told, inside()) == (Admitted(entered=0, unfit=0, too_old=1), [])


def test_imported_cases_come_in_however_long_the_pause_was(carla):
    strategy = live("trigger: event\nevent: imported")
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    happened("imported", carla)

    told = resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + 90 * DAY)

    assert told == Admitted(entered=1, unfit=0, too_old=0)


def test_stopped_strategy_forgets_who_waited(carla):
    strategy = live("trigger: event\nevent: imported")
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    happened("imported", carla)
    enrol_due(now=NOW + HOUR)

    stop_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)

    assert HeldKnock.objects.count() == 0


def test_pause_of_a_strategy_by_rule_holds_nobody_outside(carla):
    strategy = live("segment: {fact: case.stage, op: '=', value: early}")
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    assert pause_of(strategy_id=strategy.pk, now=NOW) == Pause(Trigger.SEGMENT)
    assert resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW) == Admitted(0, 0, 0)
