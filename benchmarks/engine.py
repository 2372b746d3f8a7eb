"""Engine steps: cases claimed, facts fetched, a rule judged, the gate asked, messages and decisions written, moved on.

The limit is the bare statement that claims due rows and moves them, on the same tables in the same run. A bare move is
one step, so steps are set beside it; an enrolment here makes three.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from typing import Any

from django.db import connection

from acuerdo.strategies.operations import enrol_due
from benchmarks.enrolled import START, fill
from benchmarks.workers import started, tell

SIZES = {"default": 100_000, "quick": 10_000}
BATCH = 2_000

_BARE = """
    WITH picked AS (
        SELECT shard, lane, due_at, enrolment_id FROM strategies_dueenrolment
        WHERE shard = %(shard)s AND lane = 1 AND due_at <= %(now)s
        ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM strategies_dueenrolment d USING picked p
        WHERE d.shard = p.shard AND d.lane = p.lane AND d.due_at = p.due_at AND d.enrolment_id = p.enrolment_id
        RETURNING d.enrolment_id
    ), moved AS (
        UPDATE strategies_enrolment e
        SET node = 3, node_entered_at = %(now)s, due_at = %(now)s + interval '3 days', listens = 1
        FROM gone WHERE e.id = gone.enrolment_id RETURNING e.id, e.debtor_id
    )
    INSERT INTO strategies_dueenrolment (shard, due_at, enrolment_id)
    SELECT debtor_id %% 64, %(now)s + interval '3 days', id FROM moved
"""
_AGAIN = (
    "TRUNCATE strategies_dueenrolment, strategies_decision, strategies_tally, channels_message, compliance_contact",
    "UPDATE strategies_enrolment SET node = 0, due_at = %(now)s, node_entered_at = %(now)s, status = 1",
    "VACUUM (FULL) strategies_enrolment",
    "INSERT INTO strategies_dueenrolment (shard, due_at, enrolment_id) "
    "SELECT debtor_id %% 64, due_at, id FROM strategies_enrolment ORDER BY 1, 2, 3",
    "ANALYZE strategies_dueenrolment, strategies_enrolment",
    "CHECKPOINT",
)


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Move `size` enrolments with one worker, then again with two, beside the bare statement."""
    fill(size)
    enrol_due(now=START)
    _start_again()
    bare = size / _bare(size)
    rates = {}
    for workers in (1, 2):
        _start_again()
        rates[workers] = _work(workers, size)
    single = rates[1]["steps"]
    return [
        {
            "name": f"engine steps, {workers} worker{'s' if workers > 1 else ''}",
            "ours": round(rate["steps"]), "unit": "steps/s", "limit": round(bare),
            "limit_name": "bare claim-and-move statement", "ratio": round(rate["steps"] / bare, 2),
            "enrolments_per_second": round(rate["moved"]), "beside_one_worker": round(rate["steps"] / single, 2),
            "size": size,
        }
        for workers, rate in rates.items()
    ]  # fmt: skip


def _start_again() -> None:
    with connection.cursor() as cursor:
        for sql in _AGAIN:
            cursor.execute(sql, {"now": START})


def _bare(size: int) -> float:
    started, moved = time.perf_counter(), 0
    with connection.cursor() as cursor:
        for shard in range(64):
            while True:
                cursor.execute(_BARE, {"shard": shard, "now": START, "batch": BATCH})
                moved += cursor.rowcount
                if cursor.rowcount < BATCH:
                    break
    if moved != size:
        raise RuntimeError(f"{moved} of {size} were moved")
    return time.perf_counter() - started


def _work(workers: int, size: int) -> dict[str, float]:
    with ExitStack() as stack:
        running = [stack.enter_context(started("benchmarks.workers.moving", str(number))) for number in range(workers)]
        began = time.perf_counter()
        for process in running:
            tell(process, "go")
        told = [json.loads(process.communicate()[0]) for process in running]
    seconds = max(each["seconds"] for each in told)
    claimed = sum(each["claimed"] for each in told)
    if claimed != size or time.perf_counter() - began < seconds:
        raise RuntimeError(f"{claimed} of {size} were claimed")
    return {"moved": size / seconds, "steps": sum(each["steps"] for each in told) / seconds}
