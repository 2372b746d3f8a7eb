"""An engine worker as production runs it: both of its loops, woken by NOTIFY, until its standard input ends."""

from __future__ import annotations

import sys
import threading

import django

django.setup()

from acuerdo.cli.loops import run_loops  # noqa: E402  after setup
from acuerdo.strategies.tasks import LOOPS  # noqa: E402


def main() -> None:
    stop = threading.Event()
    threads = run_loops(LOOPS, worker_id=1, stop=stop)
    print("ready", flush=True)
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join(timeout=10)


if __name__ == "__main__":
    main()
