"""The ways a case took are told on its timeline."""

from __future__ import annotations

import pytest

from acuerdo.cases.models import Case
from acuerdo.cases.queries import timeline
from acuerdo.strategies.models import Decision
from acuerdo.strategies.operations import advance_due, enrol_due
from tests.factories import NOW, creditor
from tests.strategies import scenes

pytestmark = pytest.mark.django_db


def decisions_of(case: Case):
    """The decisions on a case's timeline, newest first."""
    found = timeline(
        case_id=case.pk,
        debtor_id=case.debtor_id,
        creditor_id=case.creditor_id,
        time_zone="Europe/Madrid",
        kinds=["decision"],
    )
    return [item for day in found.days for item in day.items]


def test_each_way_taken_names_step_strategy_and_version():
    scenes.templates()
    roble = creditor()
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    luis = scenes.owing("Luis Gil Romero", roble, phone="+34600000002", stage="late")
    enrol_due(now=NOW)
    advance_due(now=NOW)

    told = decisions_of(carla)

    assert [(each.data["step"], each.data["kind"], each.data["outlet"]) for each in told] == [
        ("text", "message", "sent"),
        ("amount", "split", "otherwise"),
        ("entry", "entry", "next"),
    ]
    assert {(each.at, each.data["strategy"], each.data["version"], each.is_system) for each in told} == {
        (NOW, "reminder", 1, True)
    }
    assert [each.ref for each in told] == list(Decision.objects.order_by("-pk").values_list("pk", flat=True))
    assert decisions_of(luis) == []
