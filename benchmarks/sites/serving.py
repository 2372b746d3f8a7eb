"""A web server of its own for a benchmark, on the benchmark's database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTS_WITHIN, ENDS_WITHIN = 30, 20  # seconds


@contextmanager
def served(application: str, **environment: str) -> Iterator[int]:
    """Serve a WSGI application (`package.module:name`) with one worker; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", application]  # fmt: skip
    root = Path(__file__).parent.parent.parent
    process = subprocess.Popen(command, cwd=root, env={**os.environ, **environment})
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
