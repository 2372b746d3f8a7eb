"""Synthetic debtors through a strategy, with the production interpreter, gate and replay: a million over ninety days,
and a million enrolments through twelve steps with a three-way split, an experiment, an offer and a wait for events.

The limit is a bare NumPy loop that moves the same number of people from step to step at the same instants. Each run has
a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from acuerdo.compliance.rules.packs import load_packs
from acuerdo.simulation.forecasts import Forecast, simulate
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import compile_graph
from benchmarks.enrolled import STRATEGY

SIZES = {"default": 1_000_000, "quick": 20_000}
TICKS, STEPS = 6, 20
START = date(2026, 6, 15)
ROOT = Path(__file__).resolve().parent.parent

TWELVE_STEPS = """\
strategy: twelve-steps
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {fact: case.status, op: '=', value: open}
    next: size
  size:
    kind: split
    branches:
    - name: large
      when: {fact: debt.balance, op: '>=', value: '600.00'}
    - name: middle
      when: {fact: debt.balance, op: '>=', value: '150.00'}
    next: {large: deal, middle: trial, otherwise: trial}
  deal: {kind: offer, offer: settlement, discount_percent: 20, valid_for: P14D, next: trial}
  trial:
    kind: experiment
    arms:
    - {name: friendly, share: 50}
    - {name: neutral, share: 50}
    hold_out: 10
    next: {friendly: friendly, neutral: neutral, hold_out: rest}
  friendly:
    kind: message
    channel: best
    templates: {email: overdue-email, sms: overdue-sms}
    tone: friendly
    next: {sent: listen, not_allowed: morning, no_contact_point: call}
  neutral:
    kind: message
    channel: best
    templates: {email: overdue-email, sms: overdue-sms}
    next: {sent: listen, not_allowed: morning, no_contact_point: call}
  listen:
    kind: wait_event
    events: [promise_made, replied, link_clicked]
    timeout: P3D
    next: {promise_made: rest, replied: call, link_clicked: morning, timeout: morning}
  morning: {kind: wait, until: '10:00', next: again}
  again:
    kind: message
    channel: sms
    template: overdue-sms
    tone: suits
    next: {sent: rest, not_allowed: call, no_contact_point: call}
  call: {kind: agent_task, title: Llamar, next: rest}
  rest: {kind: wait, for: P7D, next: done}
  done: {kind: end}
"""
RUNS = {"simulation of 90 days": (STRATEGY, 90), "twelve steps in memory": (TWELVE_STEPS, 21)}


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Simulate `size` people; seconds beside the bare loop's, and the most memory the process had."""
    figures = []
    for name, (_, days) in RUNS.items():
        found = _in_own_process(name, size)
        bare = _bare(size, days)
        figures.append(
            {
                "name": name, "ours": round(found["seconds"], 2), "unit": "s", "limit": round(bare, 2),
                "limit_name": "bare NumPy loop", "ratio": round(bare / found["seconds"], 2), "size": size,
                "days": days, "steps": found["steps"], "steps_per_second": round(found["steps"] / found["seconds"]),
                "contacts": found["contacts"], "peak_mib": found["peak_mib"],
            }
        )  # fmt: skip
    return figures


def measure(name: str, size: int) -> None:
    """Run one simulation here and print what it took as JSON."""
    strategy, days = RUNS[name]
    graph = compile_graph(read_file(strategy).document)
    packs = load_packs(["es", "house"], today=START)
    simulate(graph, packs, population=1_000, days=3, seed=1, first_day=START)  # calendars and rules are read once
    found: Forecast = simulate(graph, packs, population=size, days=days, seed=1, first_day=START)
    if found.breaches:
        raise RuntimeError(f"{found.breaches} breaches")
    print(
        json.dumps(
            {
                "seconds": found.seconds,
                "steps": found.steps,
                "contacts": sum(found.contacts.values()),
                "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    )


def _in_own_process(name: str, size: int) -> dict[str, Any]:
    code = f"import django; django.setup(); from benchmarks.simulation import measure; measure({name!r}, {size})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "acuerdo.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _bare(size: int, days: int) -> float:
    rng = np.random.default_rng(1)
    started = time.perf_counter()
    step, due = np.zeros(size, dtype=np.int16), np.zeros(size, dtype=np.int16)
    for tick in range(days * TICKS):
        rows = np.flatnonzero(due == tick)
        step[rows] += 1
        due[rows] = np.where(step[rows] < STEPS, tick + rng.integers(1, 4 * TICKS, len(rows)), -1)
    return time.perf_counter() - started
