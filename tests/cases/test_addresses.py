"""Messages go to an address that the person has not refused, before others to one they named."""

from __future__ import annotations

import pytest

from acuerdo.cases.operations.addresses import best_point
from acuerdo.channels.models import Message
from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.operations import Proof, agree_at, refuse_at
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.models import ContactPoint
from acuerdo.portfolio.queries import ContactPointLine
from tests import factories
from tests.channels.outbox import carla, owes, write
from tests.factories import NOW


def line(number, kind="email", *, is_mobile=False, status="active", rank=1):
    return ContactPointLine(number, kind, f"address {number}", is_mobile, status, rank)


MAILS = (line(1), line(2, rank=2), line(3, status="bounced"), line(4, "phone", is_mobile=True), line(5, "phone"))


@pytest.mark.parametrize(
    ("said", "channel", "purpose", "found"),
    [
        ({}, "email", "collection", 1),
        ({"1": "refused"}, "email", "collection", 2),
        ({"1": "refused"}, "email", "operation_confirmation", 2),
        ({"1": "refused"}, "email", "marketing", 1),
        ({"2": "agreed"}, "email", "collection", 2),
        ({"1": "refused", "2": "refused"}, "email", "collection", None),
        ({}, "sms", "collection", 4),
        ({"4": "refused"}, "sms", "collection", None),
        ({}, "letter", "collection", None),
    ],
)
def test_best_point(said, channel, purpose, found):
    wishes = {point: {"channels": 0, "collection": wish} for point, wish in said.items()}

    assert best_point(MAILS, wishes, channel=channel, purpose=purpose) == found


def said(case, point, do):
    proof = Proof(source="call", contact_point_id=point.pk)
    do(debtor_id=case.debtor_id, purpose=Purpose.COLLECTION, proof=proof, actor=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_messages_go_where_people_want_them():
    first = carla()
    second = owes(factories.creditor(factories.LUMEN), "Luis Gil", email="luis@example.es", phone="+34600111333")
    spare = factories.contact_point(first.debtor, "email", "casa@example.es", rank=2)
    said(first, ContactPoint.objects.get(value="carla@example.es"), refuse_at)
    write([first, second], channel="email")

    said(first, spare, refuse_at)
    said(first, ContactPoint.objects.get(value="carla@example.es"), agree_at)

    assert set(Message.objects.values_list("address", flat=True)) == {"casa@example.es", "luis@example.es"}
