"""Calls to other systems as a worker makes them; messages are sent by the loop of `cases.tasks`."""

from __future__ import annotations

from datetime import datetime


class CallLoop:
    """Sends what is due, woken when something is queued."""

    name = "calls"
    channel = "acuerdo_calls"

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Try one set of calls; returns when to look again."""
        from acuerdo.channels.operations import send_calls
        from acuerdo.channels.queries import next_call_at

        return now if send_calls(now=now) else next_call_at()


LOOPS = (CallLoop(),)
