"""Disputes of debts: only open ones, only of that person and creditor, told once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acuerdo.kernel.models import Event
from acuerdo.portfolio.models import Debt
from acuerdo.portfolio.operations import mark_disputed
from tests.factories import NOW
from tests.factories import portfolio as people

pytestmark = pytest.mark.django_db


def test_open_debts_of_the_pair_become_disputed_and_that_is_told_once():
    roble, lumen = people.creditor(people.ROBLE), people.creditor(people.LUMEN)
    carla, luis = people.debtor(at=roble), people.debtor("Luis Gil Romero", at=roble)
    owed = people.debt(carla, roble)
    long_disputed = people.debt(carla, roble, disputed_at=NOW - timedelta(days=9))
    others = [
        people.debt(carla, roble, status="paid", principal_cents=0),
        people.debt(carla, lumen),
        people.debt(luis, roble),
    ]
    debt_ids = [owed.pk, long_disputed.pk, *(each.pk for each in others)]

    marked = [
        mark_disputed(debt_ids=debt_ids, debtor_id=carla.pk, creditor_id=roble.pk, now=NOW + timedelta(hours=hours))
        for hours in (0, 1)
    ]

    assert marked == [1, 0]
    assert dict(Debt.objects.values_list("pk", "disputed_at")) == {
        owed.pk: NOW,
        long_disputed.pk: NOW - timedelta(days=9),
        **{each.pk: None for each in others},
    }
    assert list(Event.objects.filter(kind="DebtsChanged").values_list("data", flat=True)) == [
        {"creditor_id": roble.pk, "debtor_ids": [carla.pk], "debt_ids": [owed.pk], "reason": "disputed"}
    ]
