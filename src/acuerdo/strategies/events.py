"""What happens to strategies, told to insights and the console."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class StrategyPublished(DomainEvent):
    """A version of a strategy went live."""

    strategy_id: int
    version_id: int
    number: int


@dataclass(frozen=True, slots=True)
class StrategyHalted(DomainEvent):
    """A strategy was paused, or stopped for good (`status` says which)."""

    strategy_id: int
    status: str
