"""What staff does about money: promises taken down and taken back, payments that came in outside the portal."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.queries import CaseData
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import forms, pages
from acuerdo.console.cases.acting import act, case_or_404, said
from acuerdo.console.parts import formats
from acuerdo.kernel import clock
from acuerdo.payments.enums import Method
from acuerdo.payments.operations import CannotPromise, make_promise, record_payment, withdraw_promise
from acuerdo.payments.rules import Refusal
from acuerdo.staff.rules import Permission

BY_HAND = "manual"


@require_POST
@require(Permission.WORK_CASES)
def promise(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take down a promise."""
    form = forms.PromiseForm(request.POST, auto_id="promise-%s")

    def do(data: CaseData, now: datetime) -> str:
        try:
            make_promise(
                creditor_id=data.head.creditor_id,
                debtor_id=data.head.debtor_id,
                amount_cents=form.cleaned_data["amount"],
                due_date=form.cleaned_data["due_date"],
                made_via="agent",
                actor=request.staff.actor,
                now=now,
            )
        except CannotPromise as error:
            form.add_error(None, promise_refusal(error.refusal, data.head.currency))
        return gettext("Promise recorded.")

    return act(request, case_id, "promise", form, do)


def promise_refusal(refusal: Refusal, currency: str) -> str:
    """Why a promise cannot be taken, in words."""
    if refusal.code == "above_balance":
        return gettext("At most %(sum)s is owed.") % {"sum": formats.money(int(refusal.limit or 0), currency)}
    if refusal.code == "too_far":
        day = formats.day(date.fromisoformat(str(refusal.limit)))
        return gettext("The day must not be later than %(day)s.") % {"day": day}
    return {"in_the_past": gettext("That day has passed."), "nothing_owed": gettext("Nothing is owed.")}[refusal.code]


@require_POST
@require(Permission.WORK_CASES)
def promise_withdraw(request: StaffRequest, case_id: int, promise_id: int) -> HttpResponse:
    """Take a promise back."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    if promise_id not in pages.promise_ids(data):
        raise Http404
    withdraw_promise(promise_id=promise_id, actor=request.staff.actor, now=now)
    return said(request, case_id, gettext("Promise withdrawn."), part="payments")


@require_POST
@require(Permission.RECORD_PAYMENTS)
def payment(request: StaffRequest, case_id: int) -> HttpResponse:
    """Record a payment that came in outside the portal; the same reference again changes nothing."""
    form = forms.PaymentForm(request.POST, auto_id="payment-%s")

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        recorded = record_payment(
            provider=BY_HAND,
            reference=given["reference"],
            creditor_id=data.head.creditor_id,
            debtor_id=data.head.debtor_id,
            amount_cents=given["amount"],
            currency=data.head.currency,
            method=Method(given["method"]),
            received_at=min(forms.start_of(given["received_on"]), now),
            actor=request.staff.actor,
            now=now,
        )
        if recorded.already_known:
            form.add_error("reference", gettext("A payment with this reference is recorded already."))
        return gettext("Payment recorded.")

    return act(request, case_id, "payment", form, do)
