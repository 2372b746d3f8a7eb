"""The worker, run by hand under a moved clock: imports, engine and dispatch, until nothing is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from acuerdo.channels.operations import Dispatcher
from acuerdo.content.queries import encode_messages
from acuerdo.kernel import clock
from acuerdo.portfolio.models import Import
from acuerdo.portfolio.operations.background import run_in_background
from acuerdo.strategies.operations import advance_batch, enrol_due

# A Monday, 10:00 in Madrid: within everybody's hours.
MONDAY = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
# No live worker has it, and nobody else runs beside the test.
WORKER = 7
ROUNDS = 50


class Clock:
    """The present of the server and of the worker, moved by hand."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_days(self, days: int) -> None:
        self.at += timedelta(days=days)


def run_imports() -> None:
    """Do the imports that wait."""
    for run in Import.objects.filter(status="queued"):
        run_in_background(import_id=run.pk, language="en", clock=clock.now)


def run_loops() -> None:
    """Let engine and dispatch do all that is due now."""
    dispatcher = Dispatcher(encode=encode_messages, worker_id=WORKER)
    for _ in range(ROUNDS):
        enrol_due(now=clock.now())
        moved = advance_batch(now=clock.now(), first_shard=0).shards
        look_again = dispatcher.drain(clock=clock.now)
        if not moved and (look_again is None or look_again > clock.now()):
            return
    raise AssertionError("the worker never comes to rest")


def live_days(moved: Clock, days: int) -> None:
    """Let days go by, the worker at work each morning and each noon."""
    for _ in range(days):
        run_loops()
        moved.at += timedelta(hours=3)
        run_loops()
        moved.at += timedelta(hours=21)
