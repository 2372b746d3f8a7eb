"""A web server of its own for a benchmark, on the benchmark's database."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.workers import running, start

STARTS_WITHIN = 30  # seconds


@contextmanager
def served(application: str, *, workers: int = 1, **environment: str) -> Iterator[int]:
    """Serve a WSGI application (`package.module:name`); gives the port.

    Its module calls `stop_when_orphaned`: what Granian forks outlives a killed main process.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = start(
        "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-access-log", "--log-level", "warning", application, **environment,
    )  # fmt: skip
    with running(server):
        _wait_for(port)
        yield port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
