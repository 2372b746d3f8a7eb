"""The simulated debtors of a running demo."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings


class DemoLoop:
    """Lets simulated debtors answer what arrives while the demo runs, sixty times faster than people would."""

    name = "demo"
    channel = "acuerdo_demo"

    def __init__(self) -> None:
        from acuerdo.simulation.crowd import Crowd

        self._crowd = Crowd(seed=1, hurry=60.0)
        self._heard: datetime | None = None
        self._day: datetime | None = None

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Answer what is due, hear what arrived since the last time."""
        if self._day is None or now - self._day > timedelta(minutes=20):
            self._crowd.begin_day(now=now)
            self._day = now
        self._crowd.act(now=now)
        if self._heard is not None:
            self._crowd.hear(after=self._heard, now=now)
        self._heard = now
        return now + timedelta(seconds=2)


LOOPS = (DemoLoop(),) if settings.ACUERDO_DEMO else ()
