"""Processes of ours that end when we do, however we end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

STOP_SECONDS = 70
# Ending so often is no accident: then we say so and end, instead of starting it for ever.
MOST_RESTARTS = 3
RESTART_SECONDS = 60
ORPHAN_SECONDS = 0.5


class Child:
    """A process `python -m MODULE …`, to be stopped by us; it must call `stop_with_parent` in case we cannot."""

    def __init__(self, arguments: Sequence[str], *, name: str, environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._command = [sys.executable, "-m", *arguments]
        self._environment = {**os.environ, **(environment or {})}
        self._restarts: list[float] = []
        self._start()

    def _start(self) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we stop it in order. It ends by itself if its standard
        # input, whose other end only we hold, is closed.
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, start_new_session=True, env=self._environment
        )

    def is_running(self) -> bool:
        """Say whether it is at work."""
        return self._process.poll() is None

    def code(self) -> int:
        """Wait until it ends, and return the code it ended with."""
        return self._process.wait()

    def restart(self) -> bool:
        """Start it again, unless that has been necessary too often."""
        now = time.monotonic()
        self._restarts = [at for at in self._restarts if now - at < RESTART_SECONDS]
        if len(self._restarts) >= MOST_RESTARTS:
            return False
        self._restarts.append(now)
        self._start()
        return True

    def ask_to_stop(self) -> None:
        """Ask it to end what it is at, and stop."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Wait until it has stopped; kill it if it does not."""
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def stop_with_parent() -> None:
    """Stop this process in order as soon as its standard input closes: the parent holds the other end and is gone."""
    threading.Thread(target=_watch, name="parent", daemon=True).start()


def stop_when_orphaned() -> None:
    """End this process soon after the one that started it is gone. It has no pipe to it, so it looks."""
    threading.Thread(target=_watch_parent, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _watch() -> None:
    # Not sys.stdin: a thread that waits in it holds its lock, and the interpreter cannot end.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # Nobody is left to do this for us.
    time.sleep(STOP_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
