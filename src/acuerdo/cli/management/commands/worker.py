"""`acuerdo worker`: strategies, sending, imports, periodic tasks."""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from acuerdo.cli.children import stop_with_parent
from acuerdo.cli.command import DONE, FOUND_PROBLEMS
from acuerdo.cli.command import Command as OurCommand
from acuerdo.cli.jobs import JobThread
from acuerdo.cli.loops import POLL_SECONDS, Identity, registered_loops, run_loops
from acuerdo.cli.migrations import refuse_if_behind

STOP_SECONDS = 60


class Command(OurCommand):
    """Runs until it is stopped (Ctrl-C or SIGTERM); batches at work are finished first."""

    help = "Run a worker: strategies, sending, imports, periodic tasks. As many as you like, on any machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="stop when standard input closes")

    def work(self, options: Mapping[str, Any]) -> int:
        refuse_if_behind()
        if options["with_parent"]:
            stop_with_parent()
        identity = Identity()
        stop = threading.Event()
        loops = registered_loops()
        # What is loaded by now stays loaded: else each full collection looks at all of it, a tenth of a second each.
        gc.freeze()
        threads = run_loops(loops, worker_id=identity.worker_id, stop=stop)
        jobs = JobThread()
        jobs.start()
        self.say(f"Worker {identity.worker_id}: {', '.join(thread.name for thread in [*threads, jobs])}")
        try:
            while identity.is_held() and jobs.is_alive():
                stop.wait(POLL_SECONDS)
        except KeyboardInterrupt:
            return DONE
        else:
            self.warn("This worker lost its connection to the database and stops; start it again.")
            return FOUND_PROBLEMS
        finally:
            stop.set()
            jobs.stop()
            for thread in [*threads, jobs]:
                thread.join(STOP_SECONDS)
            identity.release()
