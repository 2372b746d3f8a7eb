"""A move of running cases killed in the middle goes on: none lost, none doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from django.db import connection

from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import RunningCases
from acuerdo.strategies.models import DueEnrolment, Enrolment, Move
from acuerdo.strategies.operations import enrol_due, finish_move, publish_strategy, save_draft
from acuerdo.strategies.rules.file_form import read_file
from benchmarks.enrolled import START, fill
from benchmarks.moving import LONGER, at_listen, census

CASES = 20_000
PATIENCE_SECONDS = 120
LOOK_SECONDS = 0.01

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

_PROGRAM = """
import django; django.setup()
from acuerdo.strategies.operations import move_batch
from benchmarks.enrolled import START
while move_batch(now=START): pass
"""


def _killed_in_the_middle(database_url):
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "acuerdo.settings"}
    with (
        psycopg.connect(database_url, autocommit=True) as watch,
        subprocess.Popen([sys.executable, "-c", _PROGRAM], env=environment) as process,
    ):
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            left = watch.execute("SELECT cardinality(shards_left) FROM strategies_move").fetchone()
            if left and left[0] < 40:
                process.send_signal(signal.SIGKILL)
                return
            # Whoever asks without a pause takes the time of those it waits for.
            threading.Event().wait(LOOK_SECONDS)
    raise AssertionError("the move never began")


def test_killed_move_goes_on_and_loses_nobody(database_url):
    strategy = fill(CASES)
    enrol_due(now=START)
    at_listen(strategy)
    before = census()
    save_draft(strategy_id=strategy.pk, revision=1, document=read_file(LONGER).document, actor=SYSTEM, now=START)
    done = publish_strategy(strategy_id=strategy.pk, running=RunningCases.MOVE, actor=SYSTEM, now=START)

    _killed_in_the_middle(database_url)
    half = Move.objects.get()
    finish_move(move_id=done.move_id, now=START)

    whole = Move.objects.get()
    assert 0 < half.moved < CASES
    assert (whole.status, whole.total, whole.moved, whole.stayed) == ("done", CASES, CASES, 0)
    assert Enrolment.objects.filter(version_id=done.version_id).count() == CASES
    assert DueEnrolment.objects.count() == CASES
    assert census() == before
    connection.close()
