"""Running cases to a new version: all that wait, shard by shard, as workers do it.

The limit is one bare UPDATE of the same rows of the same table, in the same run.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.db import connection

from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import RunningCases
from acuerdo.strategies.models import Move, Strategy
from acuerdo.strategies.operations import enrol_due, move_batch, publish_strategy, save_draft
from acuerdo.strategies.queries import document_of
from acuerdo.strategies.rules.file_form import read_file
from benchmarks.enrolled import START, STRATEGY, fill

SIZES = {"default": 100_000, "quick": 10_000}
# One step more before the wait, so that every case stands at another number afterwards.
LONGER = STRATEGY.replace(
    "    next: amount\n  amount:", "    next: first\n  first: {kind: wait, for: PT1H, next: amount}\n  amount:"
)
_BARE = """
    UPDATE strategies_enrolment SET version_id = version_id, node = node, listens = listens
    WHERE strategy_id = %(strategy)s AND status = 1
"""
_CENSUS = """
    SELECT md5(string_agg(e.case_id || ' ' || e.due_at || ' ' || e.node_entered_at || ' ' || d.shard, ','
                          ORDER BY e.case_id)), count(*)
    FROM strategies_enrolment e JOIN strategies_dueenrolment d
        ON d.enrolment_id = e.id AND d.due_at = e.due_at AND d.shard = e.debtor_id % 64
    WHERE e.status = 1
"""


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Move `size` waiting cases with one worker, beside the bare statement; check that nobody is lost or doubled."""
    strategy = fill(size)
    enrol_due(now=START)
    at_listen(strategy)
    before = census()
    bare = _bare(strategy)
    save_draft(strategy_id=strategy.pk, revision=1, document=read_file(LONGER).document, actor=SYSTEM, now=START)
    done = publish_strategy(strategy_id=strategy.pk, running=RunningCases.MOVE, actor=SYSTEM, now=START)
    longest, started = 0.0, time.perf_counter()
    while True:
        began = time.perf_counter()
        if move_batch(now=START) is None:
            break
        longest = max(longest, time.perf_counter() - began)
    seconds = time.perf_counter() - started
    move = Move.objects.get(pk=done.move_id)
    if (move.moved, move.stayed) != (size, 0) or census() != before:
        raise RuntimeError(f"{move.moved} of {size} were moved, {move.stayed} stayed")
    return [
        {
            "name": "waiting cases moved to a new version", "ours": round(seconds, 2), "unit": "s",
            "limit": round(bare, 2), "limit_name": "one bare UPDATE of the same rows",
            "ratio": round(seconds / bare, 2),
            "cases_per_second": round(size / seconds), "longest_batch_ms": round(longest * 1000), "size": size,
        }
    ]  # fmt: skip


def at_listen(strategy: Strategy) -> None:
    """Let everybody stand at the wait for an event, as after their text went out."""
    node = [node.id for node in document_of(strategy.live_version_id or 0).nodes].index("listen")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE strategies_enrolment SET node = %s", [node])
        cursor.execute("VACUUM (FULL, ANALYZE) strategies_enrolment")


def census() -> tuple[str, int]:
    """Who is inside and due when, as one digest, and how many: the same before and after."""
    with connection.cursor() as cursor:
        cursor.execute(_CENSUS)
        text, count = cursor.fetchone()
    return hashlib.sha256(text.encode()).hexdigest(), count


def _bare(strategy: Strategy) -> float:
    """Seconds of the bare statement, taken back; the table is vacuumed before ours, so both find it the same."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_BARE, {"strategy": strategy.pk})
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE) strategies_enrolment")
    return seconds
