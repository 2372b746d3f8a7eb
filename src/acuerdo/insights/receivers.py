"""Figures as they come: each batch of news appends its own few rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from acuerdo.cases.events import CasesClosed, CasesOpened
from acuerdo.channels.events import MessageEventsRecorded, MessagesSent
from acuerdo.insights.enums import Measure
from acuerdo.insights.operations import Figure, count_figures, count_rows, rebuild
from acuerdo.kernel.events import receives
from acuerdo.payments.events import PaymentRecorded, PromiseMade
from acuerdo.portfolio.events import ImportUndone, LedgerPosted


@receives(CasesOpened)
def on_cases_opened(events: Sequence[CasesOpened], *, now: datetime) -> None:
    count_figures(
        [Figure(each.creditor_id, Measure.CASES_OPENED, "", len(each.case_ids), 0) for each in events], now=now
    )


@receives(CasesClosed)
def on_cases_closed(events: Sequence[CasesClosed], *, now: datetime) -> None:
    figures = [Figure(each.creditor_id, Measure.CASES_CLOSED, each.reason, len(each.case_ids), 0) for each in events]
    count_figures(figures, now=now)


@receives(LedgerPosted)
def on_ledger_posted(events: Sequence[LedgerPosted], *, now: datetime) -> None:
    count_figures([Figure(each.creditor_id, Measure.LEDGER, "", each.entries, each.cents) for each in events], now=now)


@receives(PaymentRecorded)
def on_payments(events: Sequence[PaymentRecorded], *, now: datetime) -> None:
    # By their rows: money counts on the day it was received, which may be days before it is recorded.
    count_rows(Measure.PAYMENTS, [each.payment_id for each in events], alias="p")


@receives(PromiseMade)
def on_promises(events: Sequence[PromiseMade], *, now: datetime) -> None:
    count_rows(Measure.PROMISES, [each.promise_id for each in events], alias="p")


@receives(MessagesSent)
def on_messages_sent(events: Sequence[MessagesSent], *, now: datetime) -> None:
    # By the news itself: it comes in the instant that is written as `sent_at`, and to read the rows again costs more.
    sent = Counter((creditor_id, each.channel) for each in events for creditor_id in each.creditor_ids)
    figures = [Figure(key, Measure.CONTACTS, channel, count, 0) for (key, channel), count in sent.items()]
    count_figures(figures, now=now)


@receives(MessageEventsRecorded)
def on_message_events(events: Sequence[MessageEventsRecorded], *, now: datetime) -> None:
    for kind in (Measure.DELIVERED, Measure.OPENED, Measure.CLICKED):
        ids = [key for each in events if each.kind == kind for key in each.event_ids]
        count_rows(kind, ids, alias="e")


@receives(ImportUndone)
def on_import_undone(events: Sequence[ImportUndone], *, now: datetime) -> None:
    rebuild(creditor_ids=sorted({each.creditor_id for each in events}))
