"""Shares drawn by lot, exact and stable: the same person at the same step of the same strategy always draws the same.

No random generator: the lot is a hash of debtor, step and strategy, so production, simulation and a look years later
agree, and nobody changes sides when a version is published. docs/algorithms/engine.md has worked numbers.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

LOTS = 10_000
"""Hundredths of a percent: 2^64 divided among so many favours none by more than one in 10^15."""


@lru_cache(maxsize=4096)
def _salt(strategy: str, step: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(f"{strategy}\0{step}".encode()).digest()[:8], "big"))


def lots_of(debtor_ids: npt.NDArray[np.int64], *, strategy: str, step: str) -> npt.NDArray[np.int64]:
    """Draw a lot from 0 to LOTS - 1 for each debtor (splitmix64 finaliser over the id and a salt of the step)."""
    mixed = debtor_ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + _salt(strategy, step)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(LOTS)).astype(np.int64)


def drawn(lots: npt.NDArray[np.int64], parts: Sequence[int]) -> npt.NDArray[np.int8]:
    """Say which part each lot falls into; `parts` are numbers of lots that together make LOTS."""
    return np.searchsorted(np.cumsum(parts)[:-1], lots, side="right").astype(np.int8)
