"""The web server process: `python -m acuerdo.cli.server HOST PORT WORKERS`, started by `acuerdo run` and `acuerdo web`.

Granian forks its workers, so its own process must stay bare: no Django, no database connection, no library threads.
"""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from acuerdo.cli.children import stop_with_parent

THREADS_PER_WORKER = 4
# Requests take milliseconds; an upload that still runs then is lost.
STOP_SECONDS = 10


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM, or until standard input closes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.settings")
    stop_with_parent()
    Granian(
        "acuerdo.cli.application:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS_PER_WORKER,
        respawn_failed_workers=True,
        # A worker that is told to stop while it still loads does not hear it.
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    serve(host=sys.argv[1], port=int(sys.argv[2]), workers=int(sys.argv[3]))
