"""What staff does about contact: the outcome of a call, stops on contact and their end."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.enums import CallOutcome
from acuerdo.cases.operations import (
    CannotRecordCall,
    CannotSendByHand,
    create_tasks,
    preview_by_hand,
    record_call,
    resolve_dispute,
    send_by_hand,
)
from acuerdo.cases.queries import CaseData
from acuerdo.channels.operations import NotUncertain, mark_not_sent, mark_sent
from acuerdo.compliance.operations import CannotLiftHold, lift_hold, place_hold
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import forms, pages
from acuerdo.console.cases.acts import act, case_or_404, tasks_frame
from acuerdo.console.cases.composer import message_form
from acuerdo.console.parts import formats
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require_POST
@require(Permission.WORK_CASES)
def call(request: StaffRequest, case_id: int) -> HttpResponse:
    """Enter a call that was just made; perhaps a task to call back."""
    form = forms.CallForm(request.POST, auto_id="call-%s")

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        outcome = CallOutcome(given["outcome"])
        note = f"{gettext('Call')}: {outcome.label}. {given['text']}".strip()
        try:
            record_call(case_id=case_id, note=note, outcome=outcome, actor=request.staff.actor, now=now)
        except CannotRecordCall as refusal:
            rules = ", ".join(refusal.rules)
            form.add_error(None, gettext("A call is not allowed now: %(rules)s.") % {"rules": rules})
            return ""
        if given["call_back_on"]:
            due_at = forms.start_of(given["call_back_on"])
            create_tasks(tasks=tasks_frame(data, kind="call_back", title=gettext("Call back"), due_at=due_at), now=now)
        return gettext("Call recorded.")

    return act(request, case_id, "call", form, do)


@require_POST
@require(Permission.PLACE_HOLDS)
def hold(request: StaffRequest, case_id: int) -> HttpResponse:
    """Stop contact about this creditor's debts."""
    form = forms.HoldForm(request.POST, auto_id="hold-%s")

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        placed = place_hold(
            debtor_id=data.head.debtor_id,
            creditor_id=data.head.creditor_id,
            event=given["event"],
            note=given["note"],
            until=forms.start_of(given["until"], hour=0) if given["until"] else None,
            actor=request.staff.actor,
            now=now,
        )
        if placed.until:
            return gettext("Contact is stopped until %(day)s.") % {"day": formats.day(placed.until)}
        return gettext("Contact is stopped.")

    return act(request, case_id, "hold", form, do)


@require_POST
@require(Permission.LIFT_HOLDS)
def hold_lift(request: StaffRequest, case_id: int, hold_id: int) -> HttpResponse:
    """End a stop on contact; the reason is kept."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    if hold_id not in {each.id for each in data.holds}:
        raise Http404
    form = forms.LiftForm(request.POST)
    if not form.is_valid():
        toast_next_page(request, gettext("Say why it ends."), tone="error")
        return redirect("console:cases:detail", case_id)
    try:
        lift_hold(hold_id=hold_id, reason=form.cleaned_data["reason"], actor=request.staff.actor, now=now)
        toast_next_page(request, gettext("Lifted. Contact may start again."))
    except CannotLiftHold:
        toast_next_page(request, gettext("Somebody was faster: it is lifted."), tone="info")
    return redirect("console:cases:detail", case_id)


@require_POST
@require(Permission.LIFT_HOLDS)
def dispute_resolve(request: StaffRequest, case_id: int) -> HttpResponse:
    """Answer a dispute: the stop on contact ends, and what was found is noted."""
    form = forms.DisputeForm(request.POST, auto_id="dispute-%s")

    def do(data: CaseData, now: datetime) -> str:
        if not pages.has_dispute(data):
            return gettext("Somebody was faster: this dispute is answered.")
        resolve_dispute(case_id=case_id, answer=form.answer(), actor=request.staff.actor, now=now)
        return gettext("Answered. Contact may start again.")

    return act(request, case_id, "dispute", form, do)


@require_POST
@require(Permission.WORK_CASES)
def message_settle(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Say whether a message left whose sending was interrupted; `next` leads back to the list of them."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    settle = {"sent": mark_sent, "not_sent": mark_not_sent}.get(request.POST.get("outcome", ""))
    if settle is None or message_id not in pages.message_ids(data):
        raise Http404
    try:
        settle(message_id=message_id, actor=request.staff.actor, now=now)
        toast_next_page(request, gettext("Noted. It is not sent again."))
    except NotUncertain:
        toast_next_page(request, gettext("Somebody was faster: this message is accounted for."), tone="info")
    if "list" in request.POST:
        return redirect("console:home:uncertain")
    return redirect("console:cases:detail", case_id)


@require_POST
@require(Permission.WORK_CASES)
def message(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show a message as it would leave; with `send`, queue it."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    form = message_form(data, request.POST)
    if not form.is_valid():
        return _composing(request, case_id, now, {"message_form": form}, status=422)
    given = form.cleaned_data
    point = next(each for each in data.points if str(each.id) == given["point"])
    channel = "email" if point.kind == "email" else "sms"
    asked = {
        "case_id": case_id,
        "channel": channel,
        "template": given["template"],
        "contact_point_id": point.id,
        "actor": request.staff.actor,
        "now": now,
    }
    try:
        if "send" not in request.POST:
            return _composing(request, case_id, now, {"message_form": form, "preview": preview_by_hand(**asked)})
        send_by_hand(**asked)
    except CannotSendByHand as refusal:
        form.add_error(None, _refusal_words(refusal))
        return _composing(request, case_id, now, {"message_form": form}, status=422)
    toast_next_page(request, gettext("The message is in the queue."))
    return redirect("console:cases:detail", case_id)


def _refusal_words(refusal: CannotSendByHand) -> str:
    if refusal.rules:
        return gettext("Not allowed now: %(rules)s.") % {"rules": ", ".join(refusal.rules)}
    return gettext("This message cannot be made: %(fault)s.") % {"fault": refusal.fault}


def _composing(
    request: StaffRequest, case_id: int, now: datetime, filled: dict[str, object], *, status: int = 200
) -> HttpResponse:
    page = pages.case_page(staff=request.staff, case_id=case_id, now=now, filled={**filled, "open": "message"})
    crumbs = [(reverse("console:cases:index"), gettext("Cases"))]
    return render(request, "console/cases/detail.html", {"page": page, "crumbs": crumbs}, status=status)
