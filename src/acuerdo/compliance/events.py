"""What happens to permission, told to cases, channels and strategies."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class HoldPlaced(DomainEvent):
    """Contact with a person is stopped, for one creditor or (none named) for all."""

    debtor_id: int
    creditor_id: int | None
    hold_id: int
    event: str


@dataclass(frozen=True, slots=True)
class HoldLifted(DomainEvent):
    """A stop has ended: lifted by somebody, or at the end of its time (`is_by_time`)."""

    debtor_id: int
    creditor_id: int | None
    hold_id: int
    event: str
    is_by_time: bool = False


@dataclass(frozen=True, slots=True)
class OptedOut(DomainEvent):
    """A person wants nothing more on these channels, or no contact at all (`ceased`)."""

    debtor_id: int
    channels: tuple[str, ...]
    ceased: bool


@dataclass(frozen=True, slots=True)
class PermissionChanged(DomainEvent):
    """What a person allows has changed in any way; published beside `OptedOut` too."""

    debtor_id: int
