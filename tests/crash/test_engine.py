"""Workers of the engine are killed at random instants: every case takes each of its steps once, none is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import connection

from acuerdo.channels.models import Message
from acuerdo.channels.queries import CONSISTENCY as OF_MESSAGES
from acuerdo.cli.checks import inconsistencies
from acuerdo.compliance.models import Contact
from acuerdo.compliance.queries import CONSISTENCY as OF_CONTACTS
from acuerdo.strategies.models import Decision, DueEnrolment, Enrolment
from acuerdo.strategies.operations import advance_due, enrol_due
from acuerdo.strategies.queries import CONSISTENCY as OF_ENROLMENTS
from benchmarks.enrolled import START, fill

CASES, KILLS, WORKERS = 1_600, 3, 2
PATIENCE_SECONDS = 60.0

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

# Small batches, so that there are many instants to die at.
_PROGRAM = """
import django; django.setup()
from acuerdo.strategies.operations import advance_batch
from benchmarks.enrolled import START
while True: advance_batch(now=START, limit=20, width=2)
"""


class _Workers:
    def __init__(self, database_url: str) -> None:
        self._environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "acuerdo.settings"}
        self.alive: list[subprocess.Popen[bytes]] = []

    def fill_up(self) -> None:
        while len(self.alive) < WORKERS:
            self.alive.append(subprocess.Popen([sys.executable, "-c", _PROGRAM], env=self._environment))

    def kill(self, victim: int) -> None:
        process = self.alive.pop(victim)
        process.kill()
        process.wait()


def _moved() -> int:
    return Enrolment.objects.exclude(node=0).count()


def _killed_at_work(database_url: str, chance: random.Random) -> list[int]:
    """How many cases had been moved at each kill."""
    workers, moved = _Workers(database_url), [0]
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while len(moved) <= KILLS and time.monotonic() < until:
            workers.fill_up()
            while _moved() == moved[-1] and time.monotonic() < until:
                threading.Event().wait(0.01)
            threading.Event().wait(chance.uniform(0.0, 0.1))
            workers.kill(chance.randrange(WORKERS))
            moved.append(_moved())
    finally:
        while workers.alive:
            workers.kill(0)
    return moved


def test_killed_engine_workers_neither_repeat_nor_skip_a_step(database_url):
    fill(CASES)
    enrol_due(now=START)

    moved = _killed_at_work(database_url, random.Random(11))  # noqa: S311  not a secret
    advance_due(now=START)

    assert len(moved) == KILLS + 1
    assert 0 < moved[1] <= moved[-1] < CASES
    nodes = set(Enrolment.objects.values_list("node", flat=True))
    assert len(nodes) == 1
    assert DueEnrolment.objects.count() == CASES
    texts = Counter(Message.objects.values_list("enrolment_id", flat=True))
    assert (len(texts), set(texts.values())) == (CASES, {1})
    assert set(Counter(Contact.objects.values_list("debtor_id", flat=True)).values()) == {1}
    assert set(Counter(Decision.objects.values_list("enrolment_id", "node")).values()) == {1}
    assert inconsistencies([*OF_MESSAGES, *OF_CONTACTS, *OF_ENROLMENTS]) == []
    connection.close()
