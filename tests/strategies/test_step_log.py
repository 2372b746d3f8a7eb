"""The last cases that went through a step."""

from __future__ import annotations

import pytest

from acuerdo.strategies.operations import advance_due, enrol_due
from acuerdo.strategies.queries.step_log import StepDecision, last_decisions
from tests.factories import NOW, creditor
from tests.strategies import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble():
    scenes.templates()
    return creditor()


def test_the_latest_come_first_with_their_way_and_version(roble):
    mine = scenes.strategy()
    carla, luis = scenes.owing("Carla Núñez Prieto", roble), scenes.owing("Luis Gil", roble, phone="+34600000002")
    enrol_due(now=NOW)
    advance_due(now=NOW)

    found = last_decisions(strategy_id=mine.pk, step="amount", creditor_ids=None)

    assert sorted(found, key=lambda each: each.case_id) == [
        StepDecision(case.pk, "otherwise", NOW, 1) for case in (carla, luis)
    ]
    assert len(last_decisions(strategy_id=mine.pk, step="amount", creditor_ids=[roble.pk], limit=1)) == 1
    assert last_decisions(strategy_id=mine.pk, step="amount", creditor_ids=[]) == []
    assert last_decisions(strategy_id=mine.pk, step="nowhere", creditor_ids=None) == []
