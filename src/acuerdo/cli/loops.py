"""The loops of a worker: woken by the database, at work in sets, stopped between two batches.

A context offers its loops as `LOOPS` in its `tasks` module. Every loop has its own thread and database connection.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import psycopg
from django.apps import apps
from django.db import DatabaseError, connection
from psycopg import sql

from acuerdo.kernel import clock

log = logging.getLogger("acuerdo.worker")

# A notification may be lost (a proxy between us, a restart): nothing due waits longer than this.
POLL_SECONDS = 1.0
# First key of the session lock a worker holds on its id ("acuw"). Rows claimed by an id nobody holds are orphans.
WORKER_LOCK_SPACE = 0x61637577


class Loop(Protocol):
    """Something a worker does again and again."""

    name: str
    channel: str
    """What to LISTEN to."""

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Do all that is due; return when the next thing is due, None if nothing is known to be."""


def registered_loops() -> list[Loop]:
    """Return the loops that the contexts offer."""
    loops: list[Loop] = []
    for config in apps.get_app_configs():
        if config.name.startswith("acuerdo.") and find_spec(f"{config.name}.tasks"):
            loops.extend(getattr(import_module(f"{config.name}.tasks"), "LOOPS", ()))
    return loops


def connect() -> psycopg.Connection[Any]:
    """Open a connection of our own beside Django's, outside any transaction."""
    parameters: dict[str, Any] = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    return psycopg.connect(**parameters, autocommit=True)


class Identity:
    """The id of this worker and the session lock on it. Who loses the connection loses the id and must stop."""

    def __init__(self) -> None:
        self._connection = connect()
        self.worker_id = 0
        while not self.worker_id:
            # Random, not counted: the id of a dead worker must not come back while rows still carry it.
            candidate = secrets.randbelow(2**31 - 1) + 1
            query = "SELECT pg_try_advisory_lock(%s, %s)"
            row = self._connection.execute(query, [WORKER_LOCK_SPACE, candidate]).fetchone()
            if row and row[0]:
                self.worker_id = candidate

    def is_held(self) -> bool:
        """Say whether the lock is still ours."""
        try:
            self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def release(self) -> None:
        """Give the id up."""
        self._connection.close()


class LoopThread(threading.Thread):
    """Runs one loop until told to stop; a failing round is logged and tried again after a second."""

    def __init__(self, loop: Loop, *, worker_id: int, stop: threading.Event) -> None:
        super().__init__(name=loop.name, daemon=True)
        self.loop = loop
        self.worker_id = worker_id
        self.stop = stop
        self._ear: psycopg.Connection[Any] | None = None

    def run(self) -> None:
        """Drain, sleep until woken or due, again."""
        while not self.stop.is_set():
            try:
                self._round()
            except (DatabaseError, psycopg.Error):
                log.exception("%s: the database did not answer as expected, trying again", self.name)
                self._start_afresh()
            except Exception:  # a loop must outlive a fault in one batch
                log.exception("%s: this round failed, trying again", self.name)
                self.stop.wait(POLL_SECONDS)
        self._start_afresh(pause=0)

    def _round(self) -> None:
        ear = self._listen()
        due = self.loop.drain(now=clock.now(), worker_id=self.worker_id)
        seconds = POLL_SECONDS if due is None else min(POLL_SECONDS, (due - clock.now()).total_seconds())
        if seconds <= 0 or self.stop.is_set():
            return
        for _ in ear.notifies(timeout=seconds, stop_after=1):
            pass
        # A burst of events is one wake-up.
        for _ in ear.notifies(timeout=0):
            pass

    def _listen(self) -> psycopg.Connection[Any]:
        # Listening before the first look: what is written in between still wakes us.
        if self._ear is None:
            self._ear = connect()
            self._ear.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.loop.channel)))
        return self._ear

    def _start_afresh(self, *, pause: float = POLL_SECONDS) -> None:
        connection.close()
        if self._ear is not None:
            self._ear.close()
            self._ear = None
        self.stop.wait(pause)


def run_loops(loops: Sequence[Loop], *, worker_id: int, stop: threading.Event) -> list[LoopThread]:
    """Start a thread for each loop."""
    threads = [LoopThread(loop, worker_id=worker_id, stop=stop) for loop in loops]
    for thread in threads:
        thread.start()
    return threads
