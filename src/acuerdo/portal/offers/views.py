"""Read an offer in full, agree to it, pay it. What was agreed stands on the same address: Back does no harm."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acuerdo.payments.enums import OfferKind
from acuerdo.payments.operations import CannotAcceptOffer, CannotStartPayment, accept_offer
from acuerdo.payments.queries import OfferLine, offer_of, offer_state
from acuerdo.payments.rules import FIRST_INSTALMENT_DAYS
from acuerdo.portal.access import PortalRequest, actor_of, portal_page
from acuerdo.portal.offers.forms import AgreeForm, FirstDayForm, PayOfferForm
from acuerdo.portal.offers.pages import card_of, plan_page
from acuerdo.portal.paying.checkout import checkout

# Refusals about the day are answered on the form; all others mean that the offer does not stand as it was shown.
_DAY = ("in_the_past", "too_far")


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: PortalRequest, offer_id: int) -> HttpResponse:
    """An offer in full; a POST agrees to a plan. Agreeing twice is agreeing once."""
    line = _standing(request, offer_id)
    is_open_plan = line is not None and line.kind == OfferKind.PLAN and not line.is_accepted
    if request.method == "POST":
        return _agree(request, line) if line and is_open_plan else redirect("portal:offers:offer", offer_id)
    if line is None or not is_open_plan:
        return _told(request, offer_id, line)
    form = FirstDayForm(request.GET) if "first" in request.GET else FirstDayForm()
    first: date | None = form.cleaned_data["first"] if form.is_bound and form.is_valid() else None
    if first is not None and not _may_begin(request, first):
        form.add_error("first", _too_far())
        first = None
    return _plan(request, line, form, first=first)


@portal_page
@require_POST
def pay(request: PortalRequest, offer_id: int) -> HttpResponse:
    """Pay what settles everything, if that is still the sum that was shown."""
    line = _standing(request, offer_id)
    form = PayOfferForm(request.POST)
    if line is None or line.kind != OfferKind.SETTLEMENT or not form.is_valid():
        return redirect("portal:offers:offer", offer_id)
    if form.cleaned_data["total"] != line.amount_cents:
        return _told(request, offer_id, line, notice=_sum_changed(), status=422)
    try:
        return checkout(request, key=form.cleaned_data["key"] or uuid4(), cents=line.amount_cents)
    except CannotStartPayment:
        notice = _("This sum cannot be paid here. Please call us, or use “Ask for a call” below.")
        return _told(request, offer_id, line, notice=notice, status=422)


def _standing(request: PortalRequest, offer_id: int) -> OfferLine | None:
    visitor = request.visitor
    return offer_of(offer_id=offer_id, creditor_id=visitor.creditor_id, debtor_id=visitor.debtor_id, now=request.now)


def _agree(request: PortalRequest, line: OfferLine) -> HttpResponse:
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _plan(request, line, form, status=422)
    first = form.cleaned_data["first"]
    if form.cleaned_data["total"] != line.amount_cents:
        form.add_error(None, _sum_changed())
        return _plan(request, line, form, first=first if _may_begin(request, first) else None, status=422)
    try:
        accept_offer(
            offer_id=line.id, first_date=first, made_via="portal", actor=actor_of(request.visitor), now=request.now
        )
    except CannotAcceptOffer as refused:
        if refused.refusal.code in _DAY:
            form.add_error("first", _too_far())
            return _plan(request, line, form, status=422)
    # Refused since it was accepted, withdrawn or fulfilled meanwhile: the page says which.
    return redirect("portal:offers:offer", line.id)


def _plan(
    request: PortalRequest, line: OfferLine, form: FirstDayForm, *, first: date | None = None, status: int = 200
) -> HttpResponse:
    page = plan_page(card_of(line, account=request.account, now=request.now), first=first)
    earliest, latest = _days(request)
    form.fields["first"].widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}
    form.fields["first"].initial = page.first
    context = {"creditor": request.account.creditor, "page": page, "form": form}
    return render(request, "portal/offers/plan.html", context, status=status)


def _told(
    request: PortalRequest, offer_id: int, line: OfferLine | None, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """What was agreed, or what became of an offer that does not stand."""
    visitor = request.visitor
    state = offer_state(offer_id=offer_id, creditor_id=visitor.creditor_id, debtor_id=visitor.debtor_id)
    if state is None:
        raise Http404
    card = card_of(line, account=request.account, now=request.now) if line else None
    context = {
        "creditor": request.account.creditor, "account": request.account, "card": card, "state": state,
        "notice": notice,
    }  # fmt: skip
    return render(request, "portal/offers/offer.html", context, status=status)


def _days(request: PortalRequest) -> tuple[date, date]:
    today = request.now.astimezone(ZoneInfo(request.account.time_zone)).date()
    return today, today + timedelta(days=FIRST_INSTALMENT_DAYS)


def _may_begin(request: PortalRequest, first: date) -> bool:
    earliest, latest = _days(request)
    return earliest <= first <= latest


def _too_far() -> str:
    return _("Choose a day within the next %(days)s days.") % {"days": FIRST_INSTALMENT_DAYS}


def _sum_changed() -> str:
    return _("What you owe has changed since you opened this page, and so has the offer. Please look at it again.")
