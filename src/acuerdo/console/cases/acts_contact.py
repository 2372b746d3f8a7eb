"""What staff does about contact: the outcome of a call, stops on contact and their end."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.enums import CallOutcome
from acuerdo.cases.operations import CannotRecordCall, create_tasks, record_call, resolve_dispute
from acuerdo.cases.queries import CaseData
from acuerdo.compliance.operations import CannotLiftHold, lift_hold, place_hold
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import forms
from acuerdo.console.cases.acting import act, case_or_404, said
from acuerdo.console.cases.acts import tasks_frame
from acuerdo.console.cases.frame import has_dispute
from acuerdo.console.parts import formats
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
        return said(request, case_id, gettext("Say why it ends."), tone="error")
    try:
        lift_hold(hold_id=hold_id, reason=form.cleaned_data["reason"], actor=request.staff.actor, now=now)
    except CannotLiftHold:
        return said(request, case_id, gettext("Somebody was faster: it is lifted."), tone="info")
    return said(request, case_id, gettext("Lifted. Contact may start again."))


@require_POST
@require(Permission.LIFT_HOLDS)
def dispute_resolve(request: StaffRequest, case_id: int) -> HttpResponse:
    """Answer a dispute: the stop on contact ends, and what was found is noted."""
    form = forms.DisputeForm(request.POST, auto_id="dispute-%s")

    def do(data: CaseData, now: datetime) -> str:
        if not has_dispute(data):
            return gettext("Somebody was faster: this dispute is answered.")
        resolve_dispute(case_id=case_id, answer=form.answer(), actor=request.staff.actor, now=now)
        return gettext("Answered. Contact may start again.")

    return act(request, case_id, "dispute", form, do)
