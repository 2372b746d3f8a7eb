"""The address that payment providers call."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from acuerdo.kernel.audit import SYSTEM
from acuerdo.payments.models import Payment, WebhookCall
from acuerdo.payments.operations import start_payment
from acuerdo.payments.providers.sandbox.transport import signed, webhook_body
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
KEY = UUID("00000000-0000-4000-8000-000000000001")
ADDRESS = "/api/webhooks/payments/sandbox"


@pytest.fixture
def body() -> bytes:
    roble = factories.creditor()
    debtor = factories.debtor(at=roble)
    factories.debt(debtor, roble, 24_000)
    start_payment(key=KEY, creditor_id=roble.pk, debtor_id=debtor.pk, amount_cents=24_000, actor=SYSTEM, now=NOW)
    return webhook_body(
        event="payment.succeeded", intent_key=KEY, reference="sbx_1", amount_cents=24_000, currency="EUR", at=NOW
    )


def call(body: bytes, signature: str, address: str = ADDRESS) -> Any:
    return Client(enforce_csrf_checks=True).post(
        address, body, content_type="application/json", headers={"Acuerdo-Signature": signature}
    )


def test_signed_call_is_recorded_once_however_often_it_comes(body: bytes) -> None:
    answers = [call(body, signed(body, at=NOW)) for _ in range(2)]

    assert [(each.status_code, each.json()["outcome"]) for each in answers] == [
        (200, "recorded"),
        (200, "already_known"),
    ]
    assert Payment.objects.get().amount_cents == 24_000


@pytest.mark.parametrize("signature", ["", "t=1,v1=abc"])
def test_bad_signature_is_401_and_nothing_else(body: bytes, signature: str) -> None:
    answer = call(body, signature)

    assert (answer.status_code, answer.content) == (401, b"")
    assert (Payment.objects.count(), WebhookCall.objects.count()) == (0, 0)


def test_unknown_type_is_200_and_kept() -> None:
    body = json.dumps({"type": "payout.paid"}).encode()

    answer = call(body, signed(body, at=NOW))

    assert (answer.status_code, answer.json()) == (200, {"outcome": "unknown_type"})
    assert WebhookCall.objects.get().body == body.decode()


def test_other_refusals(body: bytes) -> None:
    assert call(body, "", "/api/webhooks/payments/nobody").status_code == 404
    assert Client().get(ADDRESS).status_code == 405
    assert call(b"x" * 300_000, signed(b"x", at=NOW)).status_code == 413
