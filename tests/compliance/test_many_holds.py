"""Holds of many people at once, as strategies place and lift them."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from acuerdo.compliance.models import Hold
from acuerdo.compliance.operations import lift_holds, place_holds
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry, Event
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def rows(*debtors: int, creditor: int, **more: object) -> pl.DataFrame:
    row = {"creditor_id": creditor, "reason": "house_hold", "until": NOW + DAY} | more
    return pl.DataFrame(
        [{"debtor_id": debtor, **row} for debtor in debtors], schema_overrides={"until": pl.Datetime("us", "UTC")}
    )


def test_holds_are_placed_and_lifted_once():
    roble = factories.creditor()
    carla, luis = factories.debtor(at=roble), factories.debtor("Luis Gil Romero", at=roble)
    both = rows(carla.pk, luis.pk, creditor=roble.pk)

    assert (place_holds(both, actor=SYSTEM, now=NOW), place_holds(both, actor=SYSTEM, now=NOW)) == (2, 0)
    assert (
        lift_holds(both, why="over", actor=SYSTEM, now=NOW),
        lift_holds(both, why="over", actor=SYSTEM, now=NOW),
    ) == (2, 0)

    assert set(Hold.objects.values_list("until", "lifted_at", "lifted_reason")) == {(NOW + DAY, NOW, "over")}
    assert AuditEntry.objects.filter(action__startswith="compliance.hold").count() == 4
    assert Event.objects.filter(kind__in=("HoldPlaced", "HoldLifted")).count() == 4


def test_hold_without_an_end_gets_the_longest_that_a_pack_gives():
    roble = factories.creditor()
    carla = factories.debtor(at=roble)

    place_holds(rows(carla.pk, creditor=roble.pk, until=None), actor=SYSTEM, now=NOW)

    assert Hold.objects.get().until is None


def test_nobody_to_hold_is_no_work():
    nobody = pl.DataFrame(schema={"debtor_id": pl.Int64})

    assert place_holds(nobody, actor=SYSTEM, now=NOW) == lift_holds(nobody, why="", actor=SYSTEM, now=NOW) == 0
