"""What the pages of one case show within their frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils import timezone

from acuerdo.cases.queries import CaseData, LedgerLine, WaitingMessage, ledger_of, timeline, waiting_by_hand
from acuerdo.channels.queries import messages_of
from acuerdo.console.cases.composer import Composer, composer_of
from acuerdo.console.cases.consents import Consents, consents_of
from acuerdo.console.cases.frame import Frame, frame_of
from acuerdo.console.cases.places import Place
from acuerdo.console.cases.story import StoryDay, story
from acuerdo.console.cases.verdicts import VerdictPage, verdict_of_message
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.states import CHANNEL_ICONS
from acuerdo.payments.queries import OfferLine, open_offers, payments_of, promises_of
from acuerdo.portfolio.queries import DebtLine
from acuerdo.portfolio.rules import printed_phone
from acuerdo.staff.queries import Staff

# More messages than anybody gets.
LONGEST_THREAD = 1_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message by hand that can still be undone; `seconds` until it leaves, 0 when its turn has come."""

    id: int
    channel: str
    icon: str
    address: str
    seconds: int


@dataclass(frozen=True, slots=True)
class CasePage:
    frame: Frame
    waiting: Sequence[Waiting]
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
    consents: Consents


@dataclass(frozen=True, slots=True)
class WhyPage:
    frame: Frame
    verdict: VerdictPage


def case_page(
    *,
    staff: Staff,
    case_id: int,
    now: datetime,
    place: Place | None = None,
    before: str | None = None,
    filled: Mapping[str, object] | None = None,
) -> CasePage | None:
    """A case with a page of its timeline; None if it is not there for this viewer.

    `filled` puts a form with its errors, or a preview, in place of the empty one.
    """
    frame = frame_of(staff=staff, case_id=case_id, now=now, place=place, filled=filled)
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
        waiting=[_waiting(each, now) for each in waiting_of(frame.data)],
        days=story(found),
        older=found.older_than or "",
        composer=composer_of(data=frame.data, filled=filled or {}),
    )


def debts_page(*, staff: Staff, case_id: int, now: datetime, place: Place | None = None) -> DebtsPage | None:
    """The debts of a case, each with its movements."""
    frame = frame_of(staff=staff, case_id=case_id, now=now, place=place)
    if frame is None:
        return None
    lines = ledger_of(creditor_id=frame.data.head.creditor_id, debtor_id=frame.data.head.debtor_id)
    grouped = [(debt, [line for line in lines if line.debt_id == debt.id]) for debt in frame.data.debts]
    return DebtsPage(frame=frame, debts=grouped)


def payments_page(*, staff: Staff, case_id: int, now: datetime, place: Place | None = None) -> PaymentsPage | None:
    """The payments and promises of a case."""
    frame = frame_of(staff=staff, case_id=case_id, now=now, place=place)
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


def person_page(
    *,
    staff: Staff,
    case_id: int,
    now: datetime,
    place: Place | None = None,
    filled: Mapping[str, object] | None = None,
) -> PersonPage | None:
    """The person of a case, and what they said of being contacted. `filled` as for `case_page`."""
    frame = frame_of(staff=staff, case_id=case_id, now=now, place=place, filled=filled)
    if frame is None:
        return None
    given = filled or {}
    asked = {name: str(given.get(name, "")) for name in ("point", "purpose")}
    consents = consents_of(
        data=frame.data, asked=asked, filled=given.get("consent_form"), today=timezone.localdate(now)
    )
    return PersonPage(frame=frame, consents=consents)


def why_page(
    *, staff: Staff, case_id: int, message_id: int, now: datetime, place: Place | None = None
) -> WhyPage | None:
    """The verdict on a message of this case."""
    frame = frame_of(staff=staff, case_id=case_id, now=now, place=place)
    if frame is None:
        return None
    verdict = verdict_of_message(
        message_id=message_id, debtor_id=frame.data.head.debtor_id, creditor_id=frame.data.head.creditor_id
    )
    return WhyPage(frame=frame, verdict=verdict) if verdict else None


def message_ids(data: CaseData) -> set[int]:
    """Keys of the messages of this case's person about this creditor."""
    found = messages_of(debtor_ids=[data.head.debtor_id], creditor_id=data.head.creditor_id, limit=LONGEST_THREAD)
    return {each.id for each in found}


def promise_ids(data: CaseData) -> set[int]:
    """Keys of the promises of this case."""
    found = promises_of(creditor_id=data.head.creditor_id, debtor_id=data.head.debtor_id)
    return {each.id for each in found}


def waiting_of(data: CaseData) -> tuple[WaitingMessage, ...]:
    """Messages by hand of this case that have not left."""
    return waiting_by_hand(creditor_id=data.head.creditor_id, debtor_id=data.head.debtor_id)


def _waiting(message: WaitingMessage, now: datetime) -> Waiting:
    return Waiting(
        id=message.id,
        channel=channel_label(message.channel),
        icon=CHANNEL_ICONS.get(message.channel, "send"),
        address=printed_phone(message.address),
        seconds=max(0, ceil((message.not_before - now).total_seconds())),
    )
