"""The engine as a worker runs it: one loop for whatever is due, one for those who heard of an event."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# So many at a time while events come in, so that a shard is held for a tenth of a second, not for half a one.
SMALL_BATCH = 300
# So long, in seconds, whoever is only due gives way to those who heard of an event; then they have a turn too.
GIVES_WAY = 0.1
# Events are taken to go on coming for so long after the last one.
LATELY = timedelta(seconds=5)
# Until a shard that somebody else held is tried again.
SOON = timedelta(milliseconds=10)


@dataclass(slots=True)
class Pace:
    """What the loops of a worker tell one another."""

    heard_at: datetime | None = None
    # Set while the loop of events has nothing at hand. Two batches at once in one process take twice as long each.
    no_news: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.no_news.set()

    def is_quiet(self, now: datetime) -> bool:
        return self.heard_at is None or now - self.heard_at > LATELY


class EngineLoop:
    """Takes cases in and moves whoever's time has come; woken through `acuerdo_due`."""

    name = "engine"
    channel = "acuerdo_due"

    def __init__(self, pace: Pace | None = None) -> None:
        self._first_shard: int | None = None
        self._width: int | None = None
        self._pace = pace or Pace()

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Do one batch of what is due; at most a batch, so that the clock is read again between two.

        Cases that go to another version go a shard a round, beside the others: a long move holds nobody up.
        """
        from acuerdo.kernel.shards import SHARDS
        from acuerdo.strategies.operations import advance_on_time, enrol_due, move_batch
        from acuerdo.strategies.operations.advancing import BATCH
        from acuerdo.strategies.operations.claiming import SHARDS_AT_ONCE, next_due_at

        enrol_due(now=now)
        moved = move_batch(now=now)
        # Workers begin at different shards, so that they rarely meet.
        first = worker_id % SHARDS if self._first_shard is None else self._first_shard
        self._pace.no_news.wait(GIVES_WAY)
        limit = BATCH if self._pace.is_quiet(now) else SMALL_BATCH
        done = advance_on_time(now=now, first_shard=first, limit=limit, width=self._width or SHARDS_AT_ONCE)
        # Where few shards fill a batch, the others need not be held.
        self._width = max(1, done.used) if done.claimed >= limit else None
        if not done.shards:
            return next_due_at() if moved is None else now
        self._first_shard = (done.shards[-1] + 1) % SHARDS
        return now


class EventLoop:
    """Moves those who heard of an event, without waiting for the batch of many that the other loop is at.

    Woken through `acuerdo_news`, which the other loop does not listen to: events alone are no work of its.
    """

    name = "events"
    channel = "acuerdo_news"

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Do one batch of whoever was woken; look again soon if others hold some of them."""
        from acuerdo.strategies.operations import Advanced, advance_woken

        self._pace.no_news.clear()
        done = Advanced()
        try:
            done = advance_woken(now=now)
        finally:
            if not done.shards:
                self._pace.no_news.set()
        if done.shards or done.held_elsewhere:
            self._pace.heard_at = now
        if done.shards:
            return now
        return now + SOON if done.held_elsewhere else None


_PACE = Pace()
LOOPS = (EngineLoop(_PACE), EventLoop(_PACE))
