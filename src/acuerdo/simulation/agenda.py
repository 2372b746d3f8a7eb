"""Who has something to do at a tick, and who has heard of something: lists, so that nobody looks at everybody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from acuerdo.simulation.population import Rows
from acuerdo.strategies.rules.kinds import by_value

OUTSIDE = np.iinfo(np.int16).max  # due after the end, not enrolled, or ended
NOBODY: Rows = np.array([], dtype=np.intp)
Ticks = npt.NDArray[np.int16]
Masks = npt.NDArray[np.int32]


class Agenda:
    """Who is due at which tick. A person is due once: what was put down for them before no longer counts."""

    def __init__(self, size: int, ticks: int) -> None:
        self._tick = np.full(size, OUTSIDE, dtype=np.int16)
        self._due: list[list[Rows]] = [[] for _ in range(ticks)]

    def put(self, rows: Rows, ticks: Ticks) -> None:
        """These people are due at these ticks; beyond the last one, at none."""
        self._tick[rows] = ticks
        for tick, part in by_value(ticks):
            if tick < len(self._due):
                self._due[tick].append(rows[part])

    def take(self, tick: int) -> Rows:
        """Who is due at a tick and was not taken yet, in order."""
        parts, self._due[tick] = self._due[tick], []
        rows = _in_order(parts)
        due: Rows = rows[self._tick[rows] == tick]
        return due


class Wakes:
    """What people have heard of, as bits of `WakeEvent`; of events that nobody waits for nothing is kept."""

    def __init__(self, size: int, *, wanted: int) -> None:
        self._wanted = wanted
        self._bits, self._told = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
        self._heard: list[Rows] = []
        self._awake = NOBODY

    def tell(self, rows: Rows, bits: int | Masks) -> None:
        """These people hear of an event."""
        wanted = bits & self._wanted
        if np.any(wanted):
            self._bits[rows] |= wanted
            self._heard.append(rows)

    def take(self) -> tuple[Rows, Masks]:
        """Who heard of anything since the last time, in order, and what everybody heard (good until the next time)."""
        self._told[self._awake] = 0
        self._bits, self._told = self._told, self._bits
        parts, self._heard = self._heard, []
        self._awake = _in_order(parts)
        return self._awake, self._told


def _in_order(parts: Sequence[Rows]) -> Rows:
    """All these people, each once."""
    if not parts:
        return NOBODY
    rows = np.sort(np.concatenate(parts))
    return rows[np.append(True, rows[1:] != rows[:-1])] if len(rows) else rows
