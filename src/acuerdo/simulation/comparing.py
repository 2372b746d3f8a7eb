"""How far two groups drawn by lot differ, with the interval that chance alone leaves (95 %)."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference, and the interval it lies in."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sums:
    """What is known of an amount in a group: how many people, the sum, the sum of squares."""

    people: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.people

    @property
    def error(self) -> float:
        """The variance of the mean."""
        if self.people < 2:
            return 0.0
        return max(0.0, self.squares - self.total * self.mean) / (self.people - 1) / self.people


def between_means(one: Sums, other: Sums) -> Difference | None:
    """The mean of one group less that of the other (Welch); None where either is too small to say."""
    if min(one.people, other.people) < 2:
        return None
    value, spread = one.mean - other.mean, Z_95 * math.sqrt(one.error + other.error)
    return Difference(value, value - spread, value + spread)


def between_shares(reached: int, people: int, other_reached: int, other_people: int) -> Difference | None:
    """One share less the other; None where a group is empty.

    Newcombe's hybrid of two Wilson intervals (1998, method 10), which holds for small groups and shares near 0 too.
    """
    if not (people and other_people):
        return None
    one, other = reached / people, other_reached / other_people
    low, high = _wilson(reached, people)
    other_low, other_high = _wilson(other_reached, other_people)
    value = one - other
    return Difference(
        value, value - math.hypot(one - low, other_high - other), value + math.hypot(high - one, other - other_low)
    )


def _wilson(reached: int, people: int) -> tuple[float, float]:
    share, z = reached / people, Z_95
    middle = share + z * z / (2 * people)
    spread = z * math.sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    return (middle - spread) / (1 + z * z / people), (middle + spread) / (1 + z * z / people)
