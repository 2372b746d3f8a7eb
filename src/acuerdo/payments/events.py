"""What happens to money, promises and offers, told to cases and strategies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from acuerdo.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class PaymentRecorded(DomainEvent):
    """Money came in and was posted to the ledger; `unallocated_cents` found no debt."""

    creditor_id: int
    debtor_id: int
    payment_id: int
    amount_cents: int
    unallocated_cents: int
    currency: str
    provider: str
    intent_id: int | None


@dataclass(frozen=True, slots=True)
class PromiseMade(DomainEvent):
    """The debtor named a date and an amount."""

    creditor_id: int
    debtor_id: int
    promise_id: int
    amount_cents: int
    due_date: date


@dataclass(frozen=True, slots=True)
class PromiseKept(DomainEvent):
    """What was promised has come in."""

    creditor_id: int
    debtor_id: int
    promise_id: int


@dataclass(frozen=True, slots=True)
class PromiseBroken(DomainEvent):
    """The day passed, and less came in than was promised. For an instalment of a plan see `InstalmentMissed`."""

    creditor_id: int
    debtor_id: int
    promise_id: int


@dataclass(frozen=True, slots=True)
class InstalmentMissed(DomainEvent):
    """The day of an instalment passed, and less came in than was agreed up to it. It is no `PromiseBroken` besides."""

    creditor_id: int
    debtor_id: int
    promise_id: int
    offer_id: int


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn(DomainEvent):
    """The promise was replaced by another one or taken back."""

    creditor_id: int
    debtor_id: int
    promise_id: int


@dataclass(frozen=True, slots=True)
class PaymentDeclined(DomainEvent):
    """A payment that the debtor started did not come about: declined or abandoned."""

    creditor_id: int
    debtor_id: int
    intent_id: int
    status: str


@dataclass(frozen=True, slots=True)
class OfferMade(DomainEvent):
    """A settlement or a plan is on offer to the debtor."""

    creditor_id: int
    debtor_id: int
    offer_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class OfferAccepted(DomainEvent):
    """The debtor accepted; `amount_cents` is what now has to come in."""

    creditor_id: int
    debtor_id: int
    offer_id: int
    kind: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class OfferSettled(DomainEvent):
    """What was agreed has come in; `written_off_cents` of the debt were let go."""

    creditor_id: int
    debtor_id: int
    offer_id: int
    written_off_cents: int


@dataclass(frozen=True, slots=True)
class OfferExpired(DomainEvent):
    """The time is over: nobody accepted, or what was agreed did not come in."""

    creditor_id: int
    debtor_id: int
    offer_id: int


@dataclass(frozen=True, slots=True)
class OfferWithdrawn(DomainEvent):
    """The offer was taken back, or another of its kind took its place."""

    creditor_id: int
    debtor_id: int
    offer_id: int
