"""What staff does on a case: one form, one operation, back to the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.operations import CannotCompleteTask, add_note, assign_case, complete_task, create_tasks
from acuerdo.cases.queries import CaseData, case_data, open_tasks
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import forms, pages
from acuerdo.console.parts import formats
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.payments.enums import Method
from acuerdo.payments.operations import CannotPromise, make_promise, record_payment, withdraw_promise
from acuerdo.payments.rules import Refusal
from acuerdo.staff.rules import Permission

BY_HAND = "manual"


def case_or_404(request: StaffRequest, case_id: int, now: datetime) -> CaseData:
    """The case if this person may see it; a case of somebody else's does not exist for them."""
    data = case_data(case_id=case_id, creditor_ids=scope_of(staff=request.staff).ids, now=now)
    if data is None:
        raise Http404
    return data


def again(request: StaffRequest, case_id: int, now: datetime, name: str, form: Any) -> HttpResponse:
    """The case once more, with the form that was filled in wrongly, open and with its errors."""
    page = pages.case_page(staff=request.staff, case_id=case_id, now=now, filled={f"{name}_form": form, "open": name})
    if page is None:
        raise Http404
    crumbs = [(reverse("console:cases:index"), gettext("Cases"))]
    return render(request, "console/cases/detail.html", {"page": page, "crumbs": crumbs}, status=422)


def act(
    request: StaffRequest, case_id: int, name: str, form: Any, do: Callable[[CaseData, datetime], str]
) -> HttpResponse:
    """Check the form, do the one thing, say so. `do` returns what to say, or adds an error to the form."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    if not form.is_valid():
        return again(request, case_id, now, name, form)
    said = do(data, now)
    if form.errors:
        return again(request, case_id, now, name, form)
    toast_next_page(request, said)
    return redirect("console:cases:detail", case_id)


@require_POST
@require(Permission.WORK_CASES)
def assign(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the case, or give it back."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    mine = data.head.assignee_id == request.staff.id
    assign_case(case_id=case_id, assignee_id=None if mine else request.staff.id, actor=request.staff.actor, now=now)
    toast_next_page(request, gettext("Given back.") if mine else gettext("The case is yours."))
    return redirect("console:cases:detail", case_id)


@require_POST
@require(Permission.WORK_CASES)
def note(request: StaffRequest, case_id: int) -> HttpResponse:
    """Write a note."""
    form = forms.NoteForm(request.POST, auto_id="note-%s")

    def do(data: CaseData, now: datetime) -> str:
        add_note(case_id=data.head.id, text=form.cleaned_data["text"], actor=request.staff.actor, now=now)
        return gettext("Note saved.")

    return act(request, case_id, "note", form, do)


@require_POST
@require(Permission.WORK_CASES)
def task(request: StaffRequest, case_id: int) -> HttpResponse:
    """Put work before the team."""
    form = forms.TaskForm(request.POST, auto_id="task-%s")

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        create_tasks(
            tasks=tasks_frame(data, kind=given["kind"], title=given["title"], due_at=forms.start_of(given["day"])),
            now=now,
        )
        return gettext("Task made.")

    return act(request, case_id, "task", form, do)


def tasks_frame(data: CaseData, *, kind: str, title: str, due_at: datetime) -> pl.DataFrame:
    """One task as the frame that `create_tasks` takes."""
    row = {"case_id": data.head.id, "creditor_id": data.head.creditor_id, "kind": kind, "title": title}
    return pl.DataFrame([row]).with_columns(pl.lit(due_at).alias("due_at"))


@require_POST
@require(Permission.WORK_CASES)
def task_done(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Mark work as done; with `next` go on to the case whose task is most urgent."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    try:
        if task_id in {each.id for each in data.tasks}:
            complete_task(task_id=task_id, actor=request.staff.actor, now=now)
        toast_next_page(request, gettext("Done."))
    except CannotCompleteTask:
        toast_next_page(request, gettext("Somebody was faster: this task is done."), tone="info")
    if "next" not in request.POST:
        return redirect("console:cases:detail", case_id)
    waiting = open_tasks(creditor_ids=scope_of(staff=request.staff).ids, assignee_id=request.staff.id, limit=1)
    if waiting:
        return redirect("console:cases:detail", waiting[0].case_id)
    return redirect("console:cases:index")


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
    mine = pages.promise_ids(data)
    if promise_id not in mine:
        raise Http404
    withdraw_promise(promise_id=promise_id, actor=request.staff.actor, now=now)
    toast_next_page(request, gettext("Promise withdrawn."))
    return redirect("console:cases:payments", case_id)


@require_POST
@require(Permission.RECORD_PAYMENTS)
def payment(request: StaffRequest, case_id: int) -> HttpResponse:
    """Record a payment that came in outside the portal; the same reference again changes nothing."""
    form = forms.PaymentForm(request.POST, auto_id="payment-%s")

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        received_at = min(forms.start_of(given["received_on"]), now)
        recorded = record_payment(
            provider=BY_HAND,
            reference=given["reference"],
            creditor_id=data.head.creditor_id,
            debtor_id=data.head.debtor_id,
            amount_cents=given["amount"],
            currency=data.head.currency,
            method=Method(given["method"]),
            received_at=received_at,
            actor=request.staff.actor,
            now=now,
        )
        if recorded.already_known:
            form.add_error("reference", gettext("A payment with this reference is recorded already."))
        return gettext("Payment recorded.")

    return act(request, case_id, "payment", form, do)
