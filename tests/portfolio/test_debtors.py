"""What we know of a person, corrected: on record, told, and only what may be changed."""

from __future__ import annotations

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry, Event
from acuerdo.portfolio.enums import PointStatus
from acuerdo.portfolio.models import ContactPoint, Debtor
from acuerdo.portfolio.operations import CannotChangeDebtor, change_contact_points, change_debtor
from tests.factories import NOW
from tests.factories import portfolio as people

pytestmark = pytest.mark.django_db


def change(of: Debtor, **changes: object) -> bool:
    return change_debtor(debtor_id=of.pk, changes=changes, actor=SYSTEM, now=NOW)


def entries() -> list[tuple[object, ...]]:
    return list(
        AuditEntry.objects.order_by("pk").values_list("action", "obj_type", "obj_id", "debtor_id", "before", "after")
    )


def told() -> list[tuple[str, object]]:
    return list(Event.objects.order_by("pk").values_list("kind", "data"))


def test_a_correction_changes_what_differs_and_logs_which_fields_but_not_what_stood_in_them():
    carla = people.debtor()
    before = Debtor.objects.values().get()

    assert change(carla, language="en", city="Toledo", postcode=carla.postcode)

    assert Debtor.objects.values().get() == before | {"language": "en", "city": "Toledo"}
    assert entries() == [
        ("portfolio.debtor.changed", "portfolio.debtor", carla.pk, carla.pk, None, {"fields": ["city", "language"]})
    ]
    assert told() == [("DebtorsChanged", {"debtor_ids": [carla.pk]})]


def test_a_correction_without_a_difference_writes_nothing():
    carla = people.debtor()

    assert not change(carla, city="Madrid")

    assert (entries(), told()) == ([], [])


def test_a_field_that_is_not_for_hands_is_refused_and_nothing_is_written():
    carla = people.debtor()
    before = Debtor.objects.values().get()

    with pytest.raises(CannotChangeDebtor, match="kind, national_id"):
        change(carla, national_id="ES12345678Z", kind="company", city="Toledo")

    assert Debtor.objects.values().get() == before
    assert (entries(), told()) == ([], [])


def test_the_state_of_contact_points_changes_once():
    carla = people.debtor()
    email, other = people.contact_point(carla), people.contact_point(carla, "phone", "+34600000001")
    gone = people.contact_point(carla, "email", "old@example.es", status="bounced")
    points = [email.pk, gone.pk]

    changed = [
        change_contact_points(point_ids=points, status=PointStatus.BOUNCED, actor=SYSTEM, now=NOW) for _ in range(2)
    ]

    assert changed == [1, 0]
    assert dict(ContactPoint.objects.values_list("pk", "status")) == {
        email.pk: "bounced",
        other.pk: "active",
        gone.pk: "bounced",
    }
    assert entries() == [
        ("portfolio.contact_point.changed", "portfolio.contactpoint", email.pk, carla.pk,
         {"status": "active"}, {"status": "bounced"})
    ]  # fmt: skip
    assert told() == [
        ("ContactPointChanged", {"debtor_id": carla.pk, "contact_point_id": email.pk, "status": "bounced"})
    ]
