"""Two taps to pay. The button may be pressed twice and Back may be used at any moment."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from acuerdo.kernel.money import Money
from acuerdo.payments.operations import CannotStartPayment
from acuerdo.payments.queries import intent_by_key
from acuerdo.payments.rules import Refusal
from acuerdo.portal.access import PortalRequest, portal_page
from acuerdo.portal.languages import keep_typed
from acuerdo.portal.paying.checkout import checkout
from acuerdo.portal.paying.forms import PayForm


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: PortalRequest) -> HttpResponse:
    """Choose how much; a POST leads to the provider's page."""
    if request.method != "POST":
        blank = PayForm(initial={"key": uuid4(), "how_much": _first_choice(request)})
        return _page(request, keep_typed(blank, request))
    form = PayForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    cents = form.cents(balance_cents=request.account.balance_cents)
    if cents is None:
        form.add_error("amount", _("Write the amount you want to pay."))
        return _page(request, form, status=422)
    return _start(request, form, form.cleaned_data["key"], cents)


@portal_page
@require_safe
def outcome(request: PortalRequest, key: UUID) -> HttpResponse:
    """Say what came of a payment; only to the person who started it."""
    intent = intent_by_key(key)
    visitor = request.visitor
    if intent is None or (intent.debtor_id, intent.creditor_id) != (visitor.debtor_id, visitor.creditor_id):
        raise Http404
    context = {"creditor": request.account.creditor, "account": request.account, "intent": intent}
    return render(request, "portal/paying/outcome.html", context)


def _start(request: PortalRequest, form: PayForm, key: UUID, cents: int) -> HttpResponse:
    try:
        return checkout(request, key=key, cents=cents)
    except CannotStartPayment as refused:
        form.add_error("amount", _why(refused.refusal, request))
        return _page(request, form, status=422)


def _page(request: PortalRequest, form: PayForm, *, status: int = 200) -> HttpResponse:
    context = {"creditor": request.account.creditor, "account": request.account, "form": form}
    return render(request, "portal/paying/pay.html", context, status=status)


def _first_choice(request: HttpRequest) -> str:
    return "other" if request.GET.get("part") else "all"


def _why(refusal: Refusal, request: PortalRequest) -> str:
    limit = Money(refusal.limit, request.account.currency) if isinstance(refusal.limit, int) else None
    printed = limit.format(request.LANGUAGE_CODE) if limit else ""
    return {
        "nothing_owed": _("You owe nothing: there is nothing to pay."),
        "above_balance": _("You owe %(amount)s; you cannot pay more than that.") % {"amount": printed},
        "below_minimum": _("The smallest payment is %(amount)s.") % {"amount": printed},
        "key_used": _("Please try again."),
    }[refusal.code]
