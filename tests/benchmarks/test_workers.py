"""Whatever a benchmark starts ends with it, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psutil
import pytest

from benchmarks.workers import ROOT, started

# Says that it is ready, and would go on for minutes.
LASTING = ("timeit", "-n", "1", "-s", "import time", "print('ready', flush=True); time.sleep(600)")
PARENT = f"""
from benchmarks.workers import started
with started(*{LASTING}) as process:
    print(process.pid, flush=True)
    process.wait()
"""
PATIENCE = 30  # seconds; a starting Python takes one on a busy machine


def test_what_was_started_ends_with_a_benchmark_that_is_broken_off() -> None:
    with pytest.raises(KeyboardInterrupt), started(*LASTING) as process:
        raise KeyboardInterrupt

    assert process.poll() is not None


def test_what_was_started_ends_soon_after_its_benchmark_was_killed() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "acuerdo.settings"}
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as parent:
        child = psutil.Process(int(parent.stdout.readline()))  # type: ignore[union-attr]  # opened as a pipe
        parent.kill()

    assert _has_ended(child)


def _has_ended(process: psutil.Process) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False
