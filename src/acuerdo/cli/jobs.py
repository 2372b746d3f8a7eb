"""The background jobs of a worker: imports and periodic tasks, from Procrastinate's queue."""

from __future__ import annotations

import asyncio
import threading

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

# Two, so that a long import does not hold up the periodic tasks.
JOBS_AT_ONCE = 2
# A running job is given this long to end when the worker stops; then it is aborted and picked up by another worker.
GRACE_SECONDS = 30.0


class JobThread(threading.Thread):
    """Works through the queue until told to stop."""

    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self._events = asyncio.new_event_loop()
        self._work: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Work until `stop`."""
        asyncio.set_event_loop(self._events)
        self._work = self._events.create_task(self._serve())
        try:
            self._events.run_until_complete(self._work)
        except asyncio.CancelledError:
            pass  # this is how it is stopped
        finally:
            self._events.close()

    def stop(self) -> None:
        """Take no new jobs, let the running ones end."""
        if self._work is not None and self.is_alive():
            self._events.call_soon_threadsafe(self._work.cancel)

    async def _serve(self) -> None:
        # A copy with a connector of its own: jobs deferred by the loops go through Django's connection as before,
        # so that they commit with the data.
        worker = app.with_connector(PsycopgConnector(kwargs=connector_params()))
        async with worker.open_async():
            await worker.run_worker_async(
                concurrency=JOBS_AT_ONCE,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=GRACE_SECONDS,
                install_signal_handlers=False,
            )
