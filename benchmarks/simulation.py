"""A million synthetic debtors through ninety days of a strategy, with the production interpreter, gate and replay.

The limit is a bare NumPy loop that moves the same number of people from step to step at the same instants.
"""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import numpy as np

from acuerdo.compliance.rules.packs import load_packs
from acuerdo.simulation.forecasts import simulate
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import compile_graph
from benchmarks.enrolled import STRATEGY

SIZES = {"default": 1_000_000, "quick": 20_000}
DAYS, TICKS, STEPS = 90, 6, 20
START = date(2026, 6, 15)


def run(*, size: int = SIZES["default"]) -> dict[str, Any]:
    """Simulate `size` people over 90 days; seconds beside the bare loop's."""
    graph = compile_graph(read_file(STRATEGY).document)
    packs = load_packs(["es", "house"], today=START)
    simulate(graph, packs, population=1_000, days=3, seed=1, first_day=START)  # calendars and rules are read once
    found = simulate(graph, packs, population=size, days=DAYS, seed=1, first_day=START)
    if found.breaches:
        raise RuntimeError(f"{found.breaches} breaches")
    bare = _bare(size)
    return {
        "name": "simulation of 90 days", "ours": round(found.seconds, 2), "unit": "s", "limit": round(bare, 2),
        "limit_name": "bare NumPy loop", "ratio": round(bare / found.seconds, 2), "size": size,
        "steps_per_second": round(found.steps / found.seconds), "contacts": sum(found.contacts.values()),
    }  # fmt: skip


def _bare(size: int) -> float:
    rng = np.random.default_rng(1)
    started = time.perf_counter()
    step, due = np.zeros(size, dtype=np.int16), np.zeros(size, dtype=np.int16)
    for tick in range(DAYS * TICKS):
        rows = np.flatnonzero(due == tick)
        step[rows] += 1
        due[rows] = np.where(step[rows] < STEPS, tick + rng.integers(1, 4 * TICKS, len(rows)), -1)
    return time.perf_counter() - started
