"""Runs another module as `python -m MODULE …` would, until the process that started it is gone.

However a benchmark ends, by Ctrl-C or killed, nothing of it goes on. `python -m benchmarks.workers.child PARENT
MODULE …`, PARENT being the number of the process that starts it.
"""

from __future__ import annotations

import os
import runpy
import sys

from acuerdo.cli.children import stop_when_orphaned

if __name__ == "__main__":
    if os.getppid() != int(sys.argv[1]):
        sys.exit("the process that started this one is gone already")
    stop_when_orphaned()
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
