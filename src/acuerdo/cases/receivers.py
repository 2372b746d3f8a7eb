"""What cases do when they hear of changes below them: open, close, refresh facts, thank for payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from acuerdo.cases.operations import refresh_facts, sync_cases
from acuerdo.cases.operations.catching_up import AT_ONCE, SOURCES, note_behind
from acuerdo.cases.operations.disputes import DISPUTE, end_disputes
from acuerdo.cases.operations.receipts import send_receipts
from acuerdo.cases.queries import open_case_ids
from acuerdo.channels.enums import EventKind
from acuerdo.channels.events import MessageEventsRecorded, MessagesSent
from acuerdo.compliance.events import HoldLifted, HoldPlaced, PermissionChanged
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.events import receives
from acuerdo.payments.events import (
    InstalmentMissed,
    OfferAccepted,
    OfferExpired,
    OfferMade,
    OfferSettled,
    OfferWithdrawn,
    PaymentRecorded,
    PromiseBroken,
    PromiseKept,
    PromiseMade,
    PromiseWithdrawn,
)
from acuerdo.portfolio.events import (
    ContactPointChanged,
    DebtorsChanged,
    DebtsChanged,
    DebtsImported,
    DebtsPaid,
    DebtsReopened,
    ImportUndone,
)

_Pairs = Iterable[tuple[int, Iterable[int]]]


@receives(DebtsImported)
@receives(ImportUndone)
def on_import(events: Sequence[DebtsImported | ImportUndone], *, now: datetime) -> None:
    actor = Actor(kind="import", id=events[0].import_id, name=f"import {events[0].import_id}")
    _sync(((event.creditor_id, event.debtor_ids) for event in events), actor, now)


@receives(DebtsChanged)
@receives(DebtsPaid)
@receives(DebtsReopened)
def on_debts(events: Sequence[DebtsChanged | DebtsPaid | DebtsReopened], *, now: datetime) -> None:
    _sync(((event.creditor_id, event.debtor_ids) for event in events), SYSTEM, now)


@receives(PaymentRecorded)
def on_payments(events: Sequence[PaymentRecorded], *, now: datetime) -> None:
    _sync(((event.creditor_id, (event.debtor_id,)) for event in events), SYSTEM, now)
    send_receipts(payment_ids=[event.payment_id for event in events if event.intent_id is not None], now=now)


@receives(PromiseMade)
@receives(PromiseKept)
@receives(PromiseBroken)
@receives(InstalmentMissed)
@receives(PromiseWithdrawn)
def on_promises(
    events: Sequence[PromiseMade | PromiseKept | PromiseBroken | InstalmentMissed | PromiseWithdrawn], *, now: datetime
) -> None:
    _refresh([event.debtor_id for event in events], ["payments"], now)


@receives(OfferMade)
@receives(OfferAccepted)
@receives(OfferSettled)
@receives(OfferExpired)
@receives(OfferWithdrawn)
def on_offers(
    events: Sequence[OfferMade | OfferAccepted | OfferSettled | OfferExpired | OfferWithdrawn], *, now: datetime
) -> None:
    _refresh([event.debtor_id for event in events], ["payments"], now)


@receives(ContactPointChanged)
def on_contact_points(events: Sequence[ContactPointChanged], *, now: datetime) -> None:
    _refresh([event.debtor_id for event in events], ["portfolio"], now)


@receives(DebtorsChanged)
def on_debtors(events: Sequence[DebtorsChanged], *, now: datetime) -> None:
    # Where somebody lives says what the hour was when they acted.
    _refresh([debtor_id for event in events for debtor_id in event.debtor_ids], ["portfolio", "channels"], now)


@receives(HoldLifted)
def on_lifted_disputes(events: Sequence[HoldLifted], *, now: datetime) -> None:
    lifted = [each for each in events if each.event == DISPUTE and not each.is_by_time]
    end_disputes(pairs=[(each.debtor_id, each.creditor_id) for each in lifted], now=now)


@receives(HoldPlaced)
@receives(HoldLifted)
@receives(PermissionChanged)
def on_permissions(events: Sequence[HoldPlaced | HoldLifted | PermissionChanged], *, now: datetime) -> None:
    _refresh([event.debtor_id for event in events], ["compliance"], now)


@receives(MessagesSent)
def on_messages(events: Sequence[MessagesSent], *, now: datetime) -> None:
    people = [debtor_id for event in events for debtor_id in event.debtor_ids]
    if len(people) > AT_ONCE:
        note_behind(debtor_ids=people)
    else:
        _refresh(people, SOURCES, now)


@receives(MessageEventsRecorded)
def on_message_events(events: Sequence[MessageEventsRecorded], *, now: datetime) -> None:
    # That a message arrived is no fact of a case.
    told = [event for event in events if event.kind != EventKind.DELIVERED]
    _refresh([debtor_id for event in told for debtor_id in event.debtor_ids], ["channels"], now)


def _sync(pairs: _Pairs, actor: Actor, now: datetime) -> None:
    rows = [(creditor_id, debtor_id) for creditor_id, debtor_ids in pairs for debtor_id in debtor_ids]
    frame = pl.DataFrame(rows, schema={"creditor_id": pl.Int64, "debtor_id": pl.Int64}, orient="row")
    sync_cases(pairs=frame, actor=actor, now=now)


def _refresh(debtor_ids: list[int], names: Sequence[str], now: datetime) -> None:
    refresh_facts(open_case_ids(debtor_ids=debtor_ids), names=names, now=now)
