"""The loops of a worker: woken at once, alive after faults, known by a lock."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import psycopg
import pytest

from acuerdo.cli import loops
from acuerdo.cli.loops import WORKER_LOCK_SPACE, Identity, registered_loops, run_loops

# Far more than any round takes; reached only if something is broken.
PATIENCE = 20


class Recorder:
    """A loop that notes its rounds and answers as told."""

    name = "recorder"
    channel = "acuerdo_test"

    def __init__(self, *answers):
        self.answers = list(answers)
        self.rounds = threading.Semaphore(0)
        self.worker_ids = set()

    def drain(self, *, now, worker_id):
        self.worker_ids.add(worker_id)
        answer = self.answers.pop(0) if self.answers else None
        self.rounds.release()
        if isinstance(answer, Exception):
            raise answer
        return now + answer if answer is not None else None

    def wait_for_rounds(self, count):
        return all(self.rounds.acquire(timeout=PATIENCE) for _ in range(count))


@pytest.fixture
def start(database_url):
    stop = threading.Event()
    threads = []

    def begin(loop):
        threads.extend(run_loops([loop], worker_id=42, stop=stop))

    yield begin
    stop.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_notification_wakes_a_loop_at_once(start, database_url, monkeypatch):
    monkeypatch.setattr(loops, "POLL_SECONDS", PATIENCE / 4)
    loop = Recorder()
    start(loop)
    assert loop.wait_for_rounds(1)

    started = time.monotonic()
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_notify('acuerdo_test', '')")
        woken = loop.wait_for_rounds(1)

    assert woken
    assert time.monotonic() - started < loops.POLL_SECONDS / 2
    assert loop.worker_ids == {42}


def test_loop_with_more_to_do_goes_on_without_waiting(start):
    loop = Recorder(*[timedelta(0)] * 50)
    started = time.monotonic()

    start(loop)

    assert loop.wait_for_rounds(50)
    assert time.monotonic() - started < PATIENCE


@pytest.mark.parametrize("fault", [ValueError("one bad batch"), psycopg.OperationalError("server closed")])
def test_loop_outlives_a_fault(start, fault, caplog):
    loop = Recorder(fault)

    start(loop)

    assert loop.wait_for_rounds(2)
    assert "trying again" in caplog.text


def test_worker_id_is_locked_while_the_worker_lives(database_url):
    query = "SELECT pg_try_advisory_lock(%s, %s)"
    identity = Identity()
    with psycopg.connect(database_url, autocommit=True) as other:
        while_alive = other.execute(query, [WORKER_LOCK_SPACE, identity.worker_id]).fetchone()
        held = identity.is_held()
        identity.release()
        # The server notices the closed connection by itself; waiting for the lock waits for that.
        other.execute("SELECT pg_advisory_lock(%s, %s)", [WORKER_LOCK_SPACE, identity.worker_id])

    assert (while_alive, held) == ((False,), True)


def test_lost_connection_is_a_lost_id(database_url):
    identity = Identity()
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [identity._connection.info.backend_pid])

    assert not identity.is_held()
    identity.release()


def test_contexts_offer_their_loops():
    for loop in registered_loops():
        assert loop.name
        assert loop.channel
