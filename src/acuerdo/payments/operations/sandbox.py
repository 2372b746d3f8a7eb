"""The sandbox provider's late webhook: a job in our own queue calls us."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from acuerdo.payments.models import PaymentIntent
from acuerdo.payments.tasks import deliver_sandbox_webhook


def tell_later(*, intent_id: int, body: bytes, at: datetime) -> None:
    """Have the webhook delivered at an instant; until then the payment waits to be heard of."""
    with transaction.atomic():
        waiting = PaymentIntent.objects.filter(pk=intent_id, status="started", provider_reference="")
        if waiting.update(provider_reference="pending"):
            deliver_sandbox_webhook.configure(schedule_at=at).defer(body=body.decode())
