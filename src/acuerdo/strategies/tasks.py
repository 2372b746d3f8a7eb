"""The engine as a worker runs it."""

from __future__ import annotations

from datetime import datetime


class EngineLoop:
    """Takes cases in and moves whatever is due; woken by events through `acuerdo_due`."""

    name = "engine"
    channel = "acuerdo_due"

    def __init__(self) -> None:
        self._first_shard: int | None = None

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Do one batch of what is due; at most a batch, so that the clock is read again between two.

        Cases that go to another version go a shard a round, beside the others: a long move holds nobody up.
        """
        from acuerdo.kernel.shards import SHARDS
        from acuerdo.strategies.operations import advance_batch, enrol_due, move_batch
        from acuerdo.strategies.operations.claiming import next_due_at

        enrol_due(now=now)
        moved = move_batch(now=now)
        # Workers begin at different shards, so that they rarely meet.
        first = worker_id % SHARDS if self._first_shard is None else self._first_shard
        done = advance_batch(now=now, first_shard=first)
        if not done.shards:
            return next_due_at() if moved is None else now
        self._first_shard = (done.shards[-1] + 1) % SHARDS
        return now


LOOPS = (EngineLoop(),)
