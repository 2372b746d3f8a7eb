"""Each page is one form; what was asked is confirmed on the same address, so that Back and reload do no harm."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acuerdo.cases.operations import CannotOpenRequest, declare_hardship, open_dispute
from acuerdo.payments.operations import CannotPromise, make_promise
from acuerdo.payments.queries import open_promise_of
from acuerdo.payments.rules import LONGEST_PROMISE_DAYS, Refusal
from acuerdo.portal.access import PortalRequest, actor_of, portal_page
from acuerdo.portal.asking.forms import DisputeForm, HardshipForm, PromiseForm
from acuerdo.portal.languages import keep_typed
from acuerdo.portal.paying.amounts import written_amount

_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@portal_page
@_METHODS
def promise(request: PortalRequest) -> HttpResponse:
    """Name a day and an amount."""
    account, visitor = request.account, request.visitor
    today = request.now.astimezone(ZoneInfo(account.time_zone)).date()
    blank = PromiseForm(request.POST or None, initial={"amount": written_amount(account.balance_cents)})
    form = keep_typed(blank, request)
    form.fields["due_date"].widget.attrs |= {
        "min": today.isoformat(),
        "max": (today + timedelta(days=LONGEST_PROMISE_DAYS)).isoformat(),
    }
    if form.is_valid():
        try:
            make_promise(
                creditor_id=visitor.creditor_id,
                debtor_id=visitor.debtor_id,
                amount_cents=form.cleaned_data["amount"],
                due_date=form.cleaned_data["due_date"],
                made_via="portal",
                actor=actor_of(visitor),
                now=request.now,
            )
            return redirect(reverse("portal:asking:promise") + "?done=1")
        except CannotPromise as refused:
            form.add_error(*_why_not(refused.refusal))
    made = open_promise_of(creditor_id=visitor.creditor_id, debtor_id=visitor.debtor_id)
    return _page(request, "promise", form, made=made, is_done=bool(request.GET.get("done") and made))


@portal_page
@_METHODS
def hardship(request: PortalRequest) -> HttpResponse:
    """Say that paying is not possible now, and what would help."""
    form = keep_typed(HardshipForm(request.POST or None), request)
    if form.is_valid() and request.account.case_id is not None:
        wish = form.cleaned_data["wish"]
        try:
            declare_hardship(
                case_id=request.account.case_id,
                wish=wish,
                text=form.cleaned_data["text"],
                actor=actor_of(request.visitor),
                now=request.now,
            )
        except CannotOpenRequest:
            return redirect("portal:account:home")
        return redirect(reverse("portal:asking:hardship") + f"?done={wish}")
    done = request.GET.get("done", "")
    return _page(request, "hardship", form, done=done if done in ("pause", "lower", "person") else "")


@portal_page
@_METHODS
def dispute(request: PortalRequest) -> HttpResponse:
    """Say that a debt is not one's own, or the amount is wrong."""
    account = request.account
    names = [(debt.id, debt.product or debt.reference) for debt in account.debts]
    form = keep_typed(DisputeForm(request.POST or None, debts=names), request)
    if form.is_valid() and account.case_id is not None:
        try:
            open_dispute(
                case_id=account.case_id,
                reason=form.cleaned_data["reason"],
                text=form.cleaned_data["text"],
                debt_ids=form.cleaned_data["debts"],
                actor=actor_of(request.visitor),
                now=request.now,
            )
        except CannotOpenRequest:
            return redirect("portal:account:home")
        return redirect(reverse("portal:asking:dispute") + "?done=1")
    return _page(request, "dispute", form, is_done=bool(request.GET.get("done")))


def _page(request: PortalRequest, name: str, form: object, **context: object) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    shown = {"creditor": request.account.creditor, "account": request.account, "form": form} | context
    return render(request, f"portal/asking/{name}.html", shown, status=status)


def _why_not(refusal: Refusal) -> tuple[str, str]:
    return {
        "nothing_owed": ("amount", _("You owe nothing: there is nothing to promise.")),
        "above_balance": ("amount", _("Choose an amount up to what you owe.")),
        "in_the_past": ("due_date", _("Choose today or a later day.")),
        "too_far": ("due_date", _("Choose a day within the next 45 days.")),
    }[refusal.code]
