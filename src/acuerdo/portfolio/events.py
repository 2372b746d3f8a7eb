"""What happens to debtors and debts, told to payments, cases, strategies and insights."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class DebtsImported(DomainEvent):
    """An import created or changed debts or persons; `debtor_ids` are those concerned, at most 20,000 an event."""

    creditor_id: int
    import_id: int
    debtor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DebtsDisputed(DomainEvent):
    """A creditor's file says that debts of these persons are disputed; contact about them has to rest."""

    creditor_id: int
    import_id: int
    debtor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportUndone(DomainEvent):
    """What an import had created is gone and what it had changed is back; `debtor_ids` may no longer exist."""

    creditor_id: int
    import_id: int
    debtor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DebtsChanged(DomainEvent):
    """Balance, state or dispute of debts of one creditor changed, other than by a payment."""

    creditor_id: int
    debtor_ids: tuple[int, ...]
    debt_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DebtsPaid(DomainEvent):
    """Debts of one creditor came to a balance of nothing."""

    creditor_id: int
    debtor_ids: tuple[int, ...]
    debt_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DebtsReopened(DomainEvent):
    """Debts of one creditor that were paid owe again, because a payment was reversed."""

    creditor_id: int
    debtor_ids: tuple[int, ...]
    debt_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ContactPointChanged(DomainEvent):
    """The state of a debtor's address or number changed."""

    debtor_id: int
    contact_point_id: int
    status: str


@dataclass(frozen=True, slots=True)
class DebtorsChanged(DomainEvent):
    """Language, tone, place or name of persons changed by hand."""

    debtor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LedgerPosted(DomainEvent):
    """Entries were booked to ledgers of one creditor, all at the instant of the event; `cents` is their sum.

    One for each batch: `post_entries` and every block of an import publish it; dashboards live on it.
    """

    creditor_id: int
    entries: int
    cents: int
