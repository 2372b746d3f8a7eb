"""A worker with nothing but the dispatch loop and a moved clock: `python -m benchmarks.workers.dispatching SECONDS`.

SECONDS is added to the clock, so that it is a lawful hour whenever this runs. It is the product's own loop,
identity and lock; only the clock differs.
"""

from __future__ import annotations

import sys
import threading
from datetime import datetime, timedelta

import django

django.setup()

from acuerdo.channels.operations import DispatchLoop  # noqa: E402  after setup
from acuerdo.cli.loops import Identity, run_loops  # noqa: E402
from acuerdo.content.queries import encode_messages  # noqa: E402
from acuerdo.kernel import clock  # noqa: E402


def main() -> None:
    """Run until killed."""
    moved = timedelta(seconds=float(sys.argv[1]))

    def now() -> datetime:
        return clock.now() + moved

    identity = Identity()
    loop = DispatchLoop(encode=encode_messages, clock=now)
    for thread in run_loops([loop], worker_id=identity.worker_id, stop=threading.Event()):
        thread.join()


if __name__ == "__main__":
    main()
