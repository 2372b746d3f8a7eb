"""Processes that benchmarks and crash tests start and kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def started(*arguments: str) -> subprocess.Popen[str]:
    """Start Python with these arguments and wait for its first line, by which it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "acuerdo.settings",
            "ACUERDO_SECRET_KEY": settings.SECRET_KEY,
            # Several share two cores.
            "POLARS_MAX_THREADS": "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()  # type: ignore[union-attr]  # opened as a pipe
    return process
