"""Approve, decline, walk away, or pay and let the news come late."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from acuerdo.kernel import clock
from acuerdo.payments.operations import receive_webhook
from acuerdo.payments.operations.sandbox import tell_later
from acuerdo.payments.providers.sandbox.transport import SIGNATURE, signed, webhook_body
from acuerdo.payments.queries import Intent, intent_by_key
from acuerdo.portal.access import private
from acuerdo.portal.languages import remember_language, speak
from acuerdo.portal.session import visitor_of

_EVENTS = {
    "approve": "payment.succeeded",
    "late": "payment.succeeded",
    "decline": "payment.declined",
    "abandon": "payment.abandoned",
}
_LATE = timedelta(seconds=20)


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the provider's page for one intent, or do what was chosen there and go back to the shop."""
    intent = intent_by_key(key)
    if intent is None or intent.provider != "sandbox":
        raise Http404
    now = clock.now()
    visitor = visitor_of(request, now=now)
    speak(request, visitor.language if visitor else "")
    if request.method != "POST":
        page = render(request, "portal/sandbox_bank/checkout.html", {"creditor": None, "intent": intent})
        return remember_language(request, private(page))
    choice = request.POST.get("choice", "")
    if choice in _EVENTS:
        _tell(intent, choice, now)
    return private(redirect("portal:paying:outcome", key=key))


def _tell(intent: Intent, choice: str, now: datetime) -> None:
    # One reference per intent, as a card acquirer gives: pressing "Pay" twice is one payment.
    body = webhook_body(
        event=_EVENTS[choice],
        intent_key=intent.key,
        reference=f"sbx_{intent.key.hex}",
        amount_cents=intent.amount_cents,
        currency=intent.currency,
        at=now,
    )
    if choice == "late":
        tell_later(intent_id=intent.id, body=body, at=now + _LATE)
        return
    receive_webhook(provider="sandbox", body=body, headers={SIGNATURE: signed(body, at=now)}, now=now)
