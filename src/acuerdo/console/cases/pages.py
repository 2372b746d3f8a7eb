"""What the pages of one case show. The frame (head, badge, next action) is the same on each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from acuerdo.cases.queries import CaseData, DebtLine, LedgerLine, case_data, ledger_of, timeline
from acuerdo.channels.queries import messages_of
from acuerdo.console.cases import forms
from acuerdo.console.cases.composer import Composer, composer_of
from acuerdo.console.cases.contact import ContactAnswer, answers_of, best_of
from acuerdo.console.cases.next_action import NextAction, OpenPromise, Reach, next_action
from acuerdo.console.cases.profile import Panel, panel_of
from acuerdo.console.cases.story import StoryDay, story
from acuerdo.console.cases.verdicts import VerdictPage, verdict_of_message
from acuerdo.console.scope import scope_of
from acuerdo.payments.queries import OfferLine, PromiseLine, open_offers, payments_of, promises_of
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission

# More messages than anybody gets.
LONGEST_THREAD = 1_000


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above every tab of a case."""

    data: CaseData
    tabs: Sequence[tuple[str, str]]
    contact: ContactAnswer
    answers: Sequence[ContactAnswer]
    action: NextAction
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


@dataclass(frozen=True, slots=True)
class CasePage:
    frame: Frame
    days: Sequence[StoryDay]
    older: str
    composer: Composer


@dataclass(frozen=True, slots=True)
class DebtsPage:
    frame: Frame
    debts: Sequence[tuple[DebtLine, Sequence[LedgerLine]]]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    id: int
    amount_cents: int
    currency: str
    method: str
    reference: str
    received_at: datetime
    unallocated_cents: int


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    frame: Frame
    payments: Sequence[PaymentRow]
    offers: Sequence[OfferLine]


@dataclass(frozen=True, slots=True)
class PersonPage:
    frame: Frame


@dataclass(frozen=True, slots=True)
class WhyPage:
    frame: Frame
    verdict: VerdictPage


def case_page(
    *,
    staff: Staff,
    case_id: int,
    now: datetime,
    before: str | None = None,
    filled: Mapping[str, object] | None = None,
) -> CasePage | None:
    """A case with a page of its timeline; None if it is not there for this viewer.

    `filled` puts a form with its errors, or a preview, in place of the empty one.
    """
    frame = frame_of(staff=staff, case_id=case_id, now=now, filled=filled)
    if frame is None:
        return None
    head = frame.data.head
    found = timeline(
        case_id=head.id,
        debtor_id=head.debtor_id,
        creditor_id=head.creditor_id,
        time_zone=head.creditor_time_zone,
        before=before,
    )
    return CasePage(
        frame=frame,
        days=story(found),
        older=found.older_than or "",
        composer=composer_of(data=frame.data, answers=frame.answers, filled=filled or {}),
    )


def debts_page(*, staff: Staff, case_id: int, now: datetime) -> DebtsPage | None:
    """The debts of a case, each with its movements."""
    frame = frame_of(staff=staff, case_id=case_id, now=now)
    if frame is None:
        return None
    lines = ledger_of(creditor_id=frame.data.head.creditor_id, debtor_id=frame.data.head.debtor_id)
    grouped = [(debt, [line for line in lines if line.debt_id == debt.id]) for debt in frame.data.debts]
    return DebtsPage(frame=frame, debts=grouped)


def payments_page(*, staff: Staff, case_id: int, now: datetime) -> PaymentsPage | None:
    """The payments and promises of a case."""
    frame = frame_of(staff=staff, case_id=case_id, now=now)
    if frame is None:
        return None
    head = frame.data.head
    rows = [
        PaymentRow(
            id=each.pk,
            amount_cents=each.amount_cents,
            currency=each.currency,
            method=str(each.get_method_display()),
            reference=each.reference,
            received_at=each.received_at,
            unallocated_cents=each.unallocated_cents,
        )
        for each in payments_of(creditor_id=head.creditor_id, debtor_id=head.debtor_id)
    ]
    offers = open_offers(creditor_id=head.creditor_id, debtor_id=head.debtor_id, now=now)
    return PaymentsPage(frame=frame, payments=rows, offers=offers)


def person_page(*, staff: Staff, case_id: int, now: datetime) -> PersonPage | None:
    """The person of a case."""
    frame = frame_of(staff=staff, case_id=case_id, now=now)
    return PersonPage(frame=frame) if frame else None


def why_page(*, staff: Staff, case_id: int, message_id: int, now: datetime) -> WhyPage | None:
    """The verdict on a message of this case."""
    frame = frame_of(staff=staff, case_id=case_id, now=now)
    if frame is None:
        return None
    verdict = verdict_of_message(
        message_id=message_id, debtor_id=frame.data.head.debtor_id, creditor_id=frame.data.head.creditor_id
    )
    return WhyPage(frame=frame, verdict=verdict) if verdict else None


def frame_of(*, staff: Staff, case_id: int, now: datetime, filled: Mapping[str, object] | None = None) -> Frame | None:
    """Head, badge, next action and forms of a case within the viewer's scope."""
    data = case_data(case_id=case_id, creditor_ids=scope_of(staff=staff).ids, now=now)
    if data is None:
        return None
    head = data.head
    answers = answers_of(data=data, now=now)
    promises = promises_of(creditor_id=head.creditor_id, debtor_id=head.debtor_id)
    waiting = next((each for each in promises if each.status == "open"), None)
    contact = best_of(answers)
    may_resolve = staff.may(Permission.LIFT_HOLDS) and has_dispute(data)
    return Frame(
        data=data,
        tabs=_tabs(head.id),
        contact=contact,
        answers=answers,
        action=next_action(
            data=data,
            promise=OpenPromise(waiting.amount_cents, waiting.currency, waiting.due_date) if waiting else None,
            reach=Reach(may_call=answers[0].is_allowed, may_write=any(each.is_allowed for each in answers[1:])),
            may_resolve=may_resolve,
            now=now,
        ),
        promises=promises,
        profile=panel_of(head=head, now=now),
        may_work=staff.may(Permission.WORK_CASES) and head.status == "open",
        may_hold=staff.may(Permission.PLACE_HOLDS),
        may_lift=staff.may(Permission.LIFT_HOLDS),
        may_resolve=may_resolve,
        may_settle=staff.may(Permission.WORK_CASES),
        may_record=staff.may(Permission.RECORD_PAYMENTS) and head.status == "open",
        is_mine=head.assignee_id == staff.id,
        forms=_forms(data, now) | dict(filled or {}),
        open=str((filled or {}).get("open", "")),
    )


def _tabs(case_id: int) -> list[tuple[str, str]]:
    names = [("detail", _("Timeline")), ("debts", _("Debts")), ("payments", _("Payments")), ("person", _("Person"))]
    return [(reverse(f"console:cases:{name}", args=[case_id]), str(label)) for name, label in names]


def _forms(data: CaseData, now: datetime) -> dict[str, object]:
    today = timezone.localdate(now)
    owed = f"{data.head.balance_cents / 100:.2f}"
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


def message_ids(data: CaseData) -> set[int]:
    """Keys of the messages of this case's person about this creditor."""
    found = messages_of(debtor_ids=[data.head.debtor_id], creditor_id=data.head.creditor_id, limit=LONGEST_THREAD)
    return {each.id for each in found}


def promise_ids(data: CaseData) -> set[int]:
    """Keys of the promises of this case."""
    found = promises_of(creditor_id=data.head.creditor_id, debtor_id=data.head.debtor_id)
    return {each.id for each in found}
