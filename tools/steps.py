"""Run programs one after the other, and say at the end which of them complained."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def run_steps(steps: Sequence[tuple[str, Sequence[str]]]) -> int:
    """Run each step to its end, also after a failure; returns 0 if all went well."""
    failed = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        program = BIN / command[0]
        result = subprocess.run([str(program), *command[1:]], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
        print(f"   {time.monotonic() - started:.1f} s", flush=True)
        if result.returncode:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}" if failed else "All well.", flush=True)
    return 1 if failed else 0
