"""Messages by hand: shown first, sent, undone while they wait; and those whose sending was interrupted."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.operations import CannotSendByHand, preview_by_hand, send_by_hand
from acuerdo.cases.queries import CaseData
from acuerdo.channels.operations import NotUncertain, NotWaiting, mark_not_sent, mark_sent, withdraw
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import pages
from acuerdo.console.cases.acting import back, case_or_404, filled_case, said
from acuerdo.console.cases.composer import message_form
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require_POST
@require(Permission.WORK_CASES)
def message(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show a message as it would leave; with `send`, queue it. It waits ten seconds, so that it can be undone."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    form = message_form(data, request.POST)
    filled: dict[str, object] = {"message_form": form, "open": "message"}
    if not form.is_valid():
        return filled_case(request, case_id, now, filled)
    given = form.cleaned_data
    point = next(each for each in data.points if str(each.id) == given["point"])
    asked = {
        "case_id": case_id,
        "channel": "email" if point.kind == "email" else "sms",
        "template": given["template"],
        "contact_point_id": point.id,
        "actor": request.staff.actor,
        "now": now,
    }
    try:
        if "send" not in request.POST:
            return filled_case(request, case_id, now, filled | {"preview": preview_by_hand(**asked)}, status=200)
        send_by_hand(**asked)
    except CannotSendByHand as refusal:
        form.add_error(None, _refusal_words(refusal))
        return filled_case(request, case_id, now, filled)
    # There stand how long it still waits, and the way to undo it.
    return back(request, case_id, anchor="#waiting")


def _refusal_words(refusal: CannotSendByHand) -> str:
    if refusal.rules:
        return gettext("Not allowed now: %(rules)s.") % {"rules": ", ".join(refusal.rules)}
    return gettext("This message cannot be made: %(fault)s.") % {"fault": refusal.fault}


@require_POST
@require(Permission.WORK_CASES)
def message_undo(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Take back a message by hand that has not left yet."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    if message_id not in pages.message_ids(data):
        raise Http404
    if not (_waits(data, message_id) and _withdrawn(request, message_id, now)):
        return said(request, case_id, gettext("Too late: it has left."), tone="warning")
    return said(request, case_id, gettext("Undone. Nothing was sent."))


def _waits(data: CaseData, message_id: int) -> bool:
    return message_id in {each.id for each in pages.waiting_of(data)}


def _withdrawn(request: StaffRequest, message_id: int, now: datetime) -> bool:
    try:
        withdraw(message_id=message_id, actor=request.staff.actor, now=now)
    except NotWaiting:
        return False
    return True


@require_POST
@require(Permission.WORK_CASES)
def message_settle(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Say whether a message left whose sending was interrupted; `list` leads back to the list of them."""
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
    return redirect("console:home:uncertain") if "list" in request.POST else back(request, case_id)
