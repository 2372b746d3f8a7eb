"""A whole worker, all loops, with a clock that can be moved: `python -m benchmarks.workers.whole SECONDS`.

SECONDS is added to the clock. Prints `ready`; begins at the first line on standard input, and each later line is
a number of seconds by which the clock jumps.
"""

from __future__ import annotations

import sys
import threading
from datetime import datetime, timedelta

from acuerdo.kernel import clock

_moved = [timedelta(seconds=float(sys.argv[1]))]
_real = clock.now


def _now() -> datetime:
    return _real() + _moved[0]


# Before anything else takes hold of it.
clock.now = _now

import django  # noqa: E402  after the clock

django.setup()

from acuerdo.cli.loops import Identity, registered_loops, run_loops  # noqa: E402  after setup


def main() -> None:
    """Run until killed."""
    identity = Identity()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    run_loops(registered_loops(), worker_id=identity.worker_id, stop=threading.Event())
    for line in sys.stdin:
        _moved[0] += timedelta(seconds=float(line))


if __name__ == "__main__":
    main()
