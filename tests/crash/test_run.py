"""`acuerdo run` ends whole and starts again, however it ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.request import urlopen

import psutil
import pytest

from acuerdo.embedded import Server

pytestmark = pytest.mark.crash
# Starting takes seconds; on a machine with much else to do, many.
PATIENCE = 120
LOOK_SECONDS = 0.25


@pytest.fixture
def home(short_folder):
    folder = short_folder / "home"
    yield folder
    kill(ours(folder))


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(home, port):
    # What it says is shown if the test fails.
    return subprocess.Popen(
        [sys.executable, "-m", "acuerdo", "run", "--port", str(port)],
        env={**os.environ, "ACUERDO_HOME": str(home), "DATABASE_URL": "", "ACUERDO_BASE_URL": ""},
        start_new_session=True,
    )


def ours(home):
    """Return the processes of this installation: ours by their environment, the database's by its folder."""
    found = []
    for process in psutil.process_iter():
        try:
            is_ours = process.environ().get("ACUERDO_HOME") == str(home) or process.cwd().startswith(str(home))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if is_ours and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
            found.append(process)
    return found


def kill(processes):
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, PATIENCE)


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(LOOK_SECONDS)
    return False


def has_server(run):
    """Say whether this run has started its web server, which may still load."""
    try:
        children = psutil.Process(run.pid).children(recursive=True)
        return any("acuerdo.cli.server" in child.cmdline() for child in children)
    except psutil.NoSuchProcess:
        return False


def serves(run, port):
    """Say whether this very run, not one before it, answers at the port: its workers are there, too."""
    try:
        urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=PATIENCE).close()
    except OSError:
        return False
    return has_server(run)


def test_however_it_ends_it_ends_whole_and_starts_again(home, port):
    first = start(home, port)
    assert until(lambda: has_server(first))

    # Killed while it still loads, it takes its children along.
    first.kill()
    first.wait()
    second = start(home, port)
    assert until(lambda: serves(second, port))
    assert Server(home).state().is_running

    # A power cut: everything at once, the database too.
    kill(ours(home))
    second.wait()
    third = start(home, port)
    assert until(lambda: serves(third, port))

    third.send_signal(signal.SIGINT)
    assert third.wait(PATIENCE) == 0
    assert until(lambda: ours(home) == [])
    assert not (home / "pg" / "postmaster.pid").exists()
