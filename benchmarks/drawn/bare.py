"""Bare React Flow and dagre as an island of their own, built with the tools of ours."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tools import chromium

FRONT_END = chromium.ROOT / "frontend"


def bare_island() -> bytes:
    """Script that draws the steps of the canvas page with React Flow as it comes, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([chromium.node(), "tools/bare.mjs", folder], cwd=FRONT_END, check=True)
        return (Path(folder) / "island.js").read_bytes()
