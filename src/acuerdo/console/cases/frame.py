"""The frame that all pages of a case share: queue, head, badge, next action, forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from acuerdo.cases.queries import CaseData, case_data
from acuerdo.console.cases import forms
from acuerdo.console.cases.contact import ContactAnswer, answers_of, best_of
from acuerdo.console.cases.next_action import Advice, OpenPromise, Powers, Reach, Way, advice_on
from acuerdo.console.cases.places import Place, case_address
from acuerdo.console.cases.profile import Panel, panel_of
from acuerdo.console.cases.queues import Queue, queue_of
from acuerdo.console.parts.amounts import written_amount
from acuerdo.console.scope import scope_of
from acuerdo.payments.queries import PromiseLine, promises_of
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every tab of a case; `here` ends the addresses that keep the reader's place in the queue."""

    data: CaseData
    queue: Queue | None
    here: str
    more: str
    tabs: Sequence[tuple[str, str]]
    contact: ContactAnswer
    answers: Sequence[ContactAnswer]
    advice: Advice
    promises: Sequence[PromiseLine]
    profile: Panel | None
    may_work: bool
    may_hold: bool
    may_lift: bool
    may_resolve: bool
    may_settle: bool
    may_record: bool
    is_mine: bool
    forms: Mapping[str, object]
    open: str


def frame_of(
    *,
    staff: Staff,
    case_id: int,
    now: datetime,
    place: Place | None = None,
    filled: Mapping[str, object] | None = None,
) -> Frame | None:
    """Queue, head, badge, next action and forms of a case within the viewer's scope."""
    scope = scope_of(staff=staff)
    data = case_data(case_id=case_id, creditor_ids=scope.ids, now=now)
    if data is None:
        return None
    head = data.head
    answers = answers_of(data=data, now=now)
    promises = promises_of(creditor_id=head.creditor_id, debtor_id=head.debtor_id)
    powers = Powers(
        resolve=staff.may(Permission.LIFT_HOLDS) and has_dispute(data), hold=staff.may(Permission.PLACE_HOLDS)
    )
    return Frame(
        data=data,
        queue=queue_of(staff=staff, scope=scope, case_id=case_id, place=place, now=now),
        here=place.here if place else "",
        more=f"&{place.parts}" if place else "",
        tabs=_tabs(head.id, place),
        contact=best_of(answers),
        answers=answers,
        advice=advice_on(data=data, promise=_open(promises), reach=_reach(answers), powers=powers, now=now),
        promises=promises,
        profile=panel_of(head=head, now=now),
        may_work=staff.may(Permission.WORK_CASES) and head.status == "open",
        may_hold=powers.hold,
        may_lift=staff.may(Permission.LIFT_HOLDS),
        may_resolve=powers.resolve,
        may_settle=staff.may(Permission.WORK_CASES),
        may_record=staff.may(Permission.RECORD_PAYMENTS) and head.status == "open",
        is_mine=head.assignee_id == staff.id,
        forms=_forms(data, now) | dict(filled or {}),
        open=str((filled or {}).get("open", "")),
    )


def _open(promises: Sequence[PromiseLine]) -> OpenPromise | None:
    waiting = next((each for each in promises if each.status == "open"), None)
    return OpenPromise(waiting.amount_cents, waiting.currency, waiting.due_date) if waiting else None


def _reach(answers: Sequence[ContactAnswer]) -> Reach:
    call, *write = answers
    allowed = any(each.is_allowed for each in write)
    return Reach(
        call=Way(call.is_allowed, [] if call.is_allowed else _blocks([call])),
        write=Way(allowed, [] if allowed else _blocks(write)),
    )


def _blocks(answers: Sequence[ContactAnswer]) -> list[tuple[str, str]]:
    """The rules that forbid these channels, each once; without one there is nothing to write to."""
    rules = {reason.rule: reason.words for each in answers if each.has_point for reason in each.reasons}
    return [(words, rule) for rule, words in rules.items()] or [(_("No number or address for this is known."), "")]


def _tabs(case_id: int, place: Place | None) -> list[tuple[str, str]]:
    names = [("detail", _("Timeline")), ("debts", _("Debts")), ("payments", _("Payments")), ("person", _("Person"))]
    return [(case_address(case_id, place, part=name), str(label)) for name, label in names]


def _forms(data: CaseData, now: datetime) -> dict[str, object]:
    today = timezone.localdate(now)
    owed = written_amount(data.head.balance_cents)
    return {
        "note_form": forms.NoteForm(auto_id="note-%s"),
        "task_form": forms.TaskForm(auto_id="task-%s", initial={"day": today + timedelta(days=1)}),
        "call_form": forms.CallForm(auto_id="call-%s"),
        "promise_form": forms.PromiseForm(
            auto_id="promise-%s", initial={"amount": owed, "due_date": today + timedelta(days=7)}
        ),
        "payment_form": forms.PaymentForm(auto_id="payment-%s", initial={"received_on": today}),
        "hold_form": forms.HoldForm(auto_id="hold-%s"),
        "dispute_form": forms.DisputeForm(auto_id="dispute-%s"),
        "lift_form": forms.LiftForm(auto_id="lift-%s"),
    }


def has_dispute(data: CaseData) -> bool:
    """Whether a dispute waits for an answer: by its hold, or by what the case says."""
    return data.head.is_disputed or any(hold.event == "dispute_opened" for hold in data.holds)
