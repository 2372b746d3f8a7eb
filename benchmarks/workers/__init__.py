"""Processes that benchmarks and crash tests start, all in one way: none goes on when what started it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).parents[2]
ENDS_WITHIN = 20  # seconds


def start(module: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start `python -m MODULE …`; the caller stops it, and it ends by itself when this process is gone."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.workers.child", str(os.getpid()), module, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "acuerdo.settings",
            "ACUERDO_SECRET_KEY": settings.SECRET_KEY,
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches us alone, and we stop it in order.
        start_new_session=True,
    )


@contextmanager
def running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Stop a process at the end, however that comes."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def started(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a module that says in its first line that it is ready, and wait for that; stop it at the end."""
    # Several share two cores.
    with running(start(module, *arguments, POLARS_MAX_THREADS="1")) as process:
        process.stdout.readline()  # type: ignore[union-attr]  # opened as a pipe
        yield process


def tell(process: subprocess.Popen[str], line: str) -> None:
    """Write a line to the standard input of a process."""
    process.stdin.write(line + "\n")  # type: ignore[union-attr]  # opened as a pipe
    process.stdin.flush()  # type: ignore[union-attr]
