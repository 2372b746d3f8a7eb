"""From an event to the queued follow-up: 500 replies a second arrive while a worker runs, and beside bulk work too.

The limit is the time from NOTIFY to its arrival on another connection of the same run.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from typing import Any

import numpy as np
import psycopg
from django.db import connection

from acuerdo.channels.operations.queueing import OUTBOX
from acuerdo.kernel import clock
from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.operations import enrol_due, wake
from benchmarks.enrolled import fill
from benchmarks.workers import started

SIZES = {"default": 5_000, "quick": 500}
PER_SECOND = 500
WARM_UP = 20
# Everybody stands at the wait for a reply since yesterday; only the bulk half is due.
_STAND = """
    UPDATE strategies_enrolment SET node = 3, node_entered_at = %(now)s - interval '1 day',
        due_at = CASE WHEN case_id %% 4 = 0 THEN %(now)s + interval '1 day' ELSE %(bulk)s END, listens = %(listens)s
"""
_DUE = (
    "INSERT INTO strategies_dueenrolment (shard, due_at, enrolment_id) "
    "SELECT debtor_id % 64, due_at, id FROM strategies_enrolment"
)


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Send `size` events while idle otherwise, then as many while three times as many cases are due at once."""
    now = clock.now()
    fill((size + WARM_UP) * 8, now=now - timedelta(days=2))
    enrol_due(now=now)
    limit = _notify_delay()
    idle = _measure(size, first=0, bulk=now + timedelta(days=1))
    busy = _measure(size, first=size + WARM_UP, bulk=now)
    return [_figure("idle", idle, limit), _figure("beside bulk work", busy, limit)]


def _figure(name: str, delays: list[float], limit: float) -> dict[str, Any]:
    half, late = (float(np.percentile(delays, share)) * 1000 for share in (50, 99))
    return {
        "name": f"event to queued follow-up, {name}", "ours": round(half, 1), "unit": "ms (p50)",
        "p99_ms": round(late, 1),
        "limit": round(limit * 1000, 2), "limit_name": "NOTIFY to arrival", "ratio": round(limit * 1000 / half, 3),
        "events": len(delays),
    }  # fmt: skip


def _measure(size: int, *, first: int, bulk: Any) -> list[float]:
    now = clock.now()
    listens = WakeEvent.REPLIED.bit | WakeEvent.LINK_CLICKED.bit
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE strategies_dueenrolment, strategies_wake, channels_message, compliance_contact")
        cursor.execute(_STAND, {"now": now, "bulk": bulk, "listens": listens})
        cursor.execute(_DUE)
        cursor.execute("ANALYZE strategies_dueenrolment, strategies_enrolment")
    with started("benchmarks.workers.listening") as worker:
        cases = [(first + number + 1) * 4 for number in range(WARM_UP + size)]
        # The first events find a worker that has compiled nothing yet; it is not they who are measured.
        _send(cases[:WARM_UP])
        delays = _send(cases[WARM_UP:])
        worker.communicate()
    return delays


def _send(cases: list[int]) -> list[float]:
    """Tell of a reply of each of these cases; returns the seconds until each had its follow-up."""
    ear, began = _Ear(len(cases)), time.perf_counter()
    for number, case_id in enumerate(cases):
        ear.told[case_id] = time.time()
        wake(case_ids=[case_id], event=WakeEvent.REPLIED, now=clock.now())
        time.sleep(max(0.0, began + (number + 1) / PER_SECOND - time.perf_counter()))
    ear.join(timeout=60)
    if missing := set(ear.told) - set(ear.heard):
        raise RuntimeError(f"{len(missing)} events had no follow-up")
    return [ear.heard[case_id] - at for case_id, at in ear.told.items()]


class _Ear(threading.Thread):
    """Hears of each commit that fills the outbox, and notes which of the cases told have their message since."""

    def __init__(self, size: int) -> None:
        super().__init__(daemon=True)
        self.told: dict[int, float] = {}
        self.heard: dict[int, float] = {}
        self._size = size
        self._wire = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        self._wire.execute(f"LISTEN {OUTBOX}")
        self.start()

    def run(self) -> None:
        while len(self.heard) < self._size:
            list(self._wire.notifies(timeout=1, stop_after=1))
            at = time.time()
            # A person has the number of their case here; the bulk work sends no e-mails.
            waiting = [case_id for case_id in list(self.told) if case_id not in self.heard]
            sql = "SELECT case_id FROM channels_message WHERE debtor_id = ANY(%s) AND channel = 'email'"
            self.heard.update((row[0], at) for row in self._wire.execute(sql, [waiting]))


def _notify_delay() -> float:
    delays = []
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as ear, connection.cursor() as mouth:
        ear.execute("LISTEN bench_delay")
        for _ in range(200):
            at = time.perf_counter()
            mouth.execute("SELECT pg_notify('bench_delay', '')")
            list(ear.notifies(timeout=5, stop_after=1))
            delays.append(time.perf_counter() - at)
    return float(np.median(delays))
