"""From a pay button to the provider's page, however often it is pressed."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect

from acuerdo.payments.operations import start_payment
from acuerdo.payments.queries import intent_by_key
from acuerdo.portal.access import PortalRequest, actor_of


def checkout(request: PortalRequest, *, key: UUID, cents: int) -> HttpResponse:
    """Lead to the provider's page, or to what came of a payment already made. Raises `CannotStartPayment`."""
    earlier = intent_by_key(key)
    if earlier is not None and earlier.status == "approved":
        return redirect("portal:paying:outcome", key=key)
    if earlier is not None and (earlier.status != "started" or earlier.amount_cents != cents):
        # Back, and another amount or another try: a new payment, since the old one came to nothing.
        key = uuid4()
    visitor = request.visitor
    started = start_payment(
        key=key,
        creditor_id=visitor.creditor_id,
        debtor_id=visitor.debtor_id,
        amount_cents=cents,
        message_id=visitor.message_id,
        actor=actor_of(visitor),
        now=request.now,
    )
    return redirect(started.checkout_url)
