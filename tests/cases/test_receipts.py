"""Receipts are judged like every contact: sent, put off until allowed, or not sent."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from acuerdo.cases.operations import receipts
from acuerdo.cases.operations.receipts import send_receipts
from acuerdo.channels.models import Message
from acuerdo.compliance.operations import Proof, cease
from acuerdo.kernel.audit import SYSTEM
from tests import factories
from tests.factories import NOW
from tests.gallery import gallery

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid() -> Any:
    roble = factories.creditor()
    case = factories.case(factories.debtor(at=roble), roble)
    factories.contact_point(case.debtor)
    factories.facts(case, last_payment_cents=5_000, last_payment_date=NOW.date())
    return factories.payment(case, 5_000)


def test_receipt_waits_to_be_sent_as_a_confirmation(paid: Any) -> None:
    gallery(now=NOW)

    assert send_receipts(payment_ids=[paid.pk], now=NOW) == 1

    message = Message.objects.get()
    assert (message.purpose, message.channel, message.status) == ("operation_confirmation", "email", "queued")


def test_no_template_no_address_or_no_payment_sends_nothing(paid: Any) -> None:
    without_template = send_receipts(payment_ids=[paid.pk], now=NOW)
    gallery(now=NOW)
    no_payment = send_receipts(payment_ids=[], now=NOW)
    type(factories.contact_point(paid.debtor, "phone", "+34600000001")).objects.filter(kind="email").delete()

    assert (without_template, no_payment, send_receipts(payment_ids=[paid.pk], now=NOW)) == (0, 0, 0)
    assert Message.objects.count() == 0


def test_receipt_is_owed_even_to_who_wants_no_contact(paid: Any) -> None:
    gallery(now=NOW)
    cease(debtor_id=paid.debtor_id, proof=Proof(source="portal"), actor=SYSTEM, now=NOW)

    assert send_receipts(payment_ids=[paid.pk], now=NOW) == 1


def test_receipt_that_is_put_off_is_tried_again_when_it_may(paid: Any) -> None:
    at = datetime(2026, 6, 16, 5, 0, tzinfo=NOW.tzinfo)

    receipts._put_off(pl.DataFrame({"payment_id": [paid.pk, paid.pk], "next_allowed_at": [at, None]}))

    (job,) = ProcrastinateJob.objects.filter(task_name="acuerdo.cases.tasks.send_receipts")
    assert (job.args, job.scheduled_at) == ({"payment_ids": [paid.pk]}, at)
