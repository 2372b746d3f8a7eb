"""What happens to cases, told to strategies and insights."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class CasesOpened(DomainEvent):
    """Cases of one creditor were opened together."""

    creditor_id: int
    case_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CasesClosed(DomainEvent):
    """Cases of one creditor were closed together, for one reason."""

    creditor_id: int
    case_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeOpened(DomainEvent):
    """The debtor says that a debt is not theirs, or the amount is wrong."""

    creditor_id: int
    debtor_id: int
    case_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeResolved(DomainEvent):
    """A dispute was answered and is over; what of the debt stands is owed again."""

    creditor_id: int
    debtor_id: int
    case_id: int


@dataclass(frozen=True, slots=True)
class HardshipDeclared(DomainEvent):
    """The debtor says that they cannot pay now; `wish` is what they asked for."""

    creditor_id: int
    debtor_id: int
    case_id: int
    wish: str


@dataclass(frozen=True, slots=True)
class PortalVisited(DomainEvent):
    """The debtor came into the portal, past the question about their birth date or postcode."""

    creditor_id: int
    debtor_id: int
    case_id: int
    message_id: int | None
