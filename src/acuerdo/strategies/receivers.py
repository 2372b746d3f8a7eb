"""News from below that may move a case: payments, promises, messages, visits, disputes, holds, imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from acuerdo.cases.events import CasesClosed, CasesOpened, DisputeOpened, DisputeResolved, PortalVisited
from acuerdo.channels.enums import EventKind
from acuerdo.channels.events import MessageEventsRecorded
from acuerdo.compliance.events import HoldLifted, HoldPlaced, OptedOut
from acuerdo.kernel.events import receives
from acuerdo.payments.events import InstalmentMissed, OfferExpired, PaymentRecorded, PromiseBroken, PromiseMade
from acuerdo.strategies.enums import EntryEvent, StrategyStatus, Trigger, WakeEvent
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations import knock, knock_people, wake, wake_people

_OF_MESSAGES = {
    str(EventKind.DELIVERED): WakeEvent.MESSAGE_DELIVERED,
    str(EventKind.OPENED): WakeEvent.MESSAGE_OPENED,
    str(EventKind.CLICKED): WakeEvent.LINK_CLICKED,
    str(EventKind.BOUNCED): WakeEvent.MESSAGE_BOUNCED,
    str(EventKind.REPLIED): WakeEvent.REPLIED,
}


@receives(PaymentRecorded)
def on_payments(events: Sequence[PaymentRecorded], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.PAYMENT_RECORDED, now)
    _knock_pairs(events, EntryEvent.PAYMENT_RECORDED, now)


@receives(PromiseMade)
def on_promises(events: Sequence[PromiseMade], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.PROMISE_MADE, now)


@receives(PromiseBroken)
def on_broken_promises(events: Sequence[PromiseBroken], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.PROMISE_BROKEN, now)
    _knock_pairs(events, EntryEvent.PROMISE_BROKEN, now)


@receives(InstalmentMissed)
def on_missed_instalments(events: Sequence[InstalmentMissed], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.INSTALMENT_MISSED, now)
    _knock_pairs(events, EntryEvent.INSTALMENT_MISSED, now)


@receives(OfferExpired)
def on_expired_offers(events: Sequence[OfferExpired], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.OFFER_EXPIRED, now)
    _knock_pairs(events, EntryEvent.OFFER_EXPIRED, now)


@receives(PortalVisited)
def on_visits(events: Sequence[PortalVisited], *, now: datetime) -> None:
    wake(case_ids=[event.case_id for event in events], event=WakeEvent.PORTAL_VISITED, now=now)


@receives(DisputeOpened)
def on_disputes(events: Sequence[DisputeOpened], *, now: datetime) -> None:
    wake(case_ids=[event.case_id for event in events], event=WakeEvent.DISPUTE_OPENED, now=now)


@receives(DisputeResolved)
def on_resolved_disputes(events: Sequence[DisputeResolved], *, now: datetime) -> None:
    case_ids = [event.case_id for event in events]
    wake(case_ids=case_ids, event=WakeEvent.DISPUTE_RESOLVED, now=now)
    knock(case_ids=case_ids, event=EntryEvent.DISPUTE_RESOLVED, now=now)


@receives(MessageEventsRecorded)
def on_message_events(events: Sequence[MessageEventsRecorded], *, now: datetime) -> None:
    for event in events:
        people = list(zip(event.debtor_ids, event.creditor_ids, strict=True))
        if kind := _OF_MESSAGES.get(event.kind):
            wake_people(people=people, event=kind, now=now)
        if event.kind == EventKind.REPLIED:
            knock_people(people=people, event=EntryEvent.REPLIED, now=now)


@receives(HoldPlaced)
def on_holds(events: Sequence[HoldPlaced], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.HOLD_PLACED, now)


@receives(HoldLifted)
def on_lifted_holds(events: Sequence[HoldLifted], *, now: datetime) -> None:
    _wake_pairs(events, WakeEvent.HOLD_LIFTED, now)


@receives(OptedOut)
def on_opt_outs(events: Sequence[OptedOut], *, now: datetime) -> None:
    wake_people(people=[(event.debtor_id, None) for event in events], event=WakeEvent.OPTED_OUT, now=now)


@receives(CasesClosed)
def on_closed_cases(events: Sequence[CasesClosed], *, now: datetime) -> None:
    wake(case_ids=[case_id for event in events for case_id in event.case_ids], event=WakeEvent.CASE_CLOSED, now=now)


@receives(CasesOpened)
def on_opened_cases(events: Sequence[CasesOpened], *, now: datetime) -> None:
    """Let live strategies look at once: a case just imported should not wait for the next minute."""
    looking = Strategy.objects.filter(status=StrategyStatus.LIVE, scan_at__gt=now).exclude(trigger=Trigger.SCHEDULE)
    looking.update(scan_at=now)
    knock(case_ids=[case_id for event in events for case_id in event.case_ids], event=EntryEvent.IMPORTED, now=now)


class _AboutPerson(Protocol):
    @property
    def debtor_id(self) -> int: ...
    @property
    def creditor_id(self) -> int | None: ...


def _knock_pairs(events: Sequence[_AboutPerson], kind: EntryEvent, now: datetime) -> None:
    knock_people(people=[(event.debtor_id, event.creditor_id) for event in events], event=kind, now=now)


def _wake_pairs(events: Sequence[_AboutPerson], kind: WakeEvent, now: datetime) -> None:
    wake_people(people=[(event.debtor_id, event.creditor_id) for event in events], event=kind, now=now)
