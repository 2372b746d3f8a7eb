"""The world of the replay: one creditor, its customers, and everything through the product's own operations."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from calendar_of_file import Receivables, read, write_file

from acuerdo.channels.operations import Dispatcher
from acuerdo.channels.queries import messages_to_render, sandbox_arrivals
from acuerdo.compliance.operations import lift_hold
from acuerdo.compliance.queries import active_holds
from acuerdo.compliance.replay.ledger import replay_ledger
from acuerdo.content.operations import load_gallery
from acuerdo.content.queries import encode_messages
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.shards import SHARDS
from acuerdo.payments.operations import record_payments
from acuerdo.portfolio.enums import OnError
from acuerdo.portfolio.operations import CreditorTerms, create_creditor, register_import, run_import
from acuerdo.portfolio.queries import debts_by_reference
from acuerdo.strategies.operations import advance_due, create_strategy, enrol_due, publish_strategy
from acuerdo.strategies.rules.file_form import read_file

HERE = Path(__file__).resolve().parent
MADRID = ZoneInfo("Europe/Madrid")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class World:
    file: Receivables
    creditor_id: int
    folder: Path
    mapping: str
    dispatcher: Dispatcher
    numbers: frozenset[str]
    reminded: set[str] = field(default_factory=set)
    settled_at: dict[str, datetime] = field(default_factory=dict)
    contacts: list[tuple[datetime, str, frozenset[str]]] = field(default_factory=list)
    before: datetime = EPOCH

    @classmethod
    def prepare(cls, path: Path) -> World:
        """A creditor, the gallery's templates, the strategy: live before the first invoice."""
        file = read(path)
        start = datetime.combine(file.first, time(6), tzinfo=MADRID).astimezone(UTC)
        creditor = create_creditor(
            reference="receivables", name="Receivables", terms=CreditorTerms(), actor=SYSTEM, now=start
        )
        load_gallery(actor=SYSTEM, now=start)
        document = read_file((HERE / "strategy.yaml").read_bytes()).document
        strategy_id = create_strategy(document=document, creditor_id=None, actor=SYSTEM, now=start)
        publish_strategy(strategy_id=strategy_id, actor=SYSTEM, now=start)
        return cls(
            file=file,
            creditor_id=creditor.pk,
            folder=Path(tempfile.mkdtemp(prefix="receivables-files-")),
            mapping=(HERE / "mapping.yaml").read_text(encoding="utf-8"),
            dispatcher=Dispatcher(encode=encode_messages, worker_id=1),
            numbers=frozenset(file.rows["invoiceNumber"]),
        )

    def receive(self, day: date, now: datetime) -> None:
        """Import the invoices that appear this day."""
        issued = self.file.issued_on(day)
        if issued.height == 0:
            return
        path = write_file(issued, self.folder / f"{day:%Y%m%d}-receivables.csv")
        run = register_import(
            creditor_id=self.creditor_id,
            files=[path],
            mapping=self.mapping,
            on_error=OnError.KEEP_GOOD,
            is_dry_run=False,
            actor=SYSTEM,
            now=now,
        )
        run_import(import_id=run.pk, actor=SYSTEM, now=now, report=lambda *_: None)

    def settle(self, day: date, now: datetime) -> set[str]:
        """Settlements arrive as payments; a dispute ends with the last disputed invoice of a customer."""
        settled = self.file.settled_on(day)
        if settled.height == 0:
            return set()
        debts = debts_by_reference(creditor_id=self.creditor_id, references=settled["invoiceNumber"].to_list())
        known = settled.join(debts, left_on="invoiceNumber", right_on="reference", how="inner")
        if known.height == 0:
            return set()
        record_payments(
            payments=known.select(
                pl.lit("bank").alias("provider"),
                pl.format("settled-{}", "invoiceNumber").alias("reference"),
                pl.lit(self.creditor_id).alias("creditor_id"),
                "debtor_id",
                (pl.col("InvoiceAmount").cast(pl.Float64) * 100).round().cast(pl.Int64).alias("amount_cents"),
                pl.lit("EUR").alias("currency"),
                pl.lit("transfer").alias("method"),
                pl.lit(now).alias("received_at"),
                "debt_id",
            ),
            actor=SYSTEM,
            now=now,
        )
        references = set(known["invoiceNumber"])
        self.settled_at |= dict.fromkeys(references, now)
        self._end_disputes(known.filter(pl.col("Disputed") == "Yes"), day, now)
        return references

    def _end_disputes(self, settled: pl.DataFrame, day: date, now: datetime) -> None:
        for customer, debtor_id in settled.select("customerID", "debtor_id").unique().iter_rows():
            left = self.file.rows.filter(
                (pl.col("customerID") == customer)
                & (pl.col("Disputed") == "Yes")
                & (pl.col("_InvoiceDate") < day)
                & (pl.col("_SettledDate") > day)
            )
            if left.height == 0:
                for hold in active_holds(debtor_id=debtor_id, creditor_id=self.creditor_id, now=now):
                    lift_hold(hold_id=hold.id, reason="settled", actor=SYSTEM, now=now)

    def round(self, now: datetime) -> tuple[Counter[str], set[str]]:
        """Let the strategy run and the outbox empty; returns contacts by channel and the invoices they were about."""
        enrol_due(now=now)
        while advance_due(now=now, width=SHARDS).claimed:
            pass
        self.dispatcher.drain(clock=lambda: now)
        arrived = sandbox_arrivals(after=self.before, until=now)
        self.before = now
        sent: Counter[str] = Counter()
        about: set[str] = set()
        for message in messages_to_render(arrived["message_id"].to_list()):
            invoices = frozenset(_texts(message.values) & self.numbers)
            sent[message.channel] += 1
            about |= invoices
            self.contacts.append((now, message.channel, invoices))
        return sent, about

    def checks(self) -> dict[str, int]:
        """What must never happen, counted from the messages and the file alone."""
        disputed = set(self.file.rows.filter(pl.col("Disputed") == "Yes")["invoiceNumber"])
        never = datetime.max.replace(tzinfo=UTC)
        return {
            "contacts about an invoice on or after its settlement": sum(
                self.settled_at.get(invoice, never) <= at for at, _, about in self.contacts for invoice in about
            ),
            "contacts about a disputed invoice": sum(bool(about & disputed) for _, _, about in self.contacts),
            "contacts that name no invoice": sum(not about for _, _, about in self.contacts),
            "SMS outside 09:00 to 21:00, Monday to Friday": sum(
                channel == "sms" and not _is_open(at) for at, channel, _ in self.contacts
            ),
        }

    def breaches(self) -> int:
        """Breaches that the independent replay of the ledger finds."""
        return len(replay_ledger().breaches)


def _is_open(at: datetime) -> bool:
    local = at.astimezone(MADRID)
    return local.weekday() < 5 and time(9) <= local.time() < time(21)


def _texts(values: object) -> set[str]:
    """Every text among a message's written values, its table of debts included."""
    if isinstance(values, str):
        return {values}
    parts = values.values() if isinstance(values, dict) else values if isinstance(values, list | tuple) else ()
    return {text for part in parts for text in _texts(part)}
