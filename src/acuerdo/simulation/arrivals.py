"""When simulated people knock at the entry of a strategy, by what brings cases into it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from acuerdo.simulation.population import EPOCH, Population, Rows
from acuerdo.strategies.enums import EntryEvent, Trigger, WakeEvent, Weekday
from acuerdo.strategies.nodes.entry import EntryConfig, Schedule

# Where the creditor of simulated debtors is.
ZONE = ZoneInfo("Europe/Madrid")
WAKES = {
    EntryEvent.PROMISE_BROKEN: WakeEvent.PROMISE_BROKEN,
    EntryEvent.INSTALMENT_MISSED: WakeEvent.INSTALMENT_MISSED,
    EntryEvent.REPLIED: WakeEvent.REPLIED,
    EntryEvent.PAYMENT_RECORDED: WakeEvent.PAYMENT_RECORDED,
    EntryEvent.DISPUTE_RESOLVED: WakeEvent.DISPUTE_RESOLVED,
    EntryEvent.OFFER_EXPIRED: WakeEvent.OFFER_EXPIRED,
}


class Arrivals:
    """Says at each tick who knocks. Everybody is imported, and named by the other system, on the first day."""

    def __init__(self, settings: EntryConfig, population: Population) -> None:
        self._settings, self._facts = settings, population

    @property
    def listens(self) -> int:
        """The event that brings people in, as a bit."""
        event = self._settings.event
        return WAKES[event].bit if event in WAKES else 0

    def who(self, *, before: datetime, now: datetime, is_morning: bool, woken: npt.NDArray[np.int32]) -> Rows | None:
        """The people who knock between two ticks (None: everybody); `woken` are the events since the last one.

        The first tick of all is `before` == `now`.
        """
        is_first, nobody = before == now, np.array([], dtype=np.intp)
        if not self._settings.is_open_on(now.astimezone(ZONE).date()):
            return nobody
        match self._settings.trigger:
            case Trigger.SEGMENT:
                return None if is_morning else nobody
            case Trigger.SCHEDULE:
                return None if _strikes(self._settings.schedule, before, now) else nobody
            case Trigger.API:
                return None if is_first else nobody
            case _:
                return self._on_event(now.date(), is_first=is_first, is_morning=is_morning, woken=woken)

    def _on_event(self, today: date, *, is_first: bool, is_morning: bool, woken: npt.NDArray[np.int32]) -> Rows | None:
        event, nobody = self._settings.event, np.array([], dtype=np.intp)
        if event is EntryEvent.IMPORTED:
            return None if is_first else nobody
        if event is EntryEvent.DUE_APPROACHING:
            day = (today - EPOCH).days + (self._settings.days_before or 0)
            return np.flatnonzero(self._facts.dates["newest_due_date"] == day) if is_morning else nobody
        return np.flatnonzero(woken & WAKES[event].bit) if event else nobody


def _strikes(schedule: Schedule | None, before: datetime, now: datetime) -> bool:
    """Whether the clock of the creditor struck the time of a schedule after `before`, up to `now`."""
    if schedule is None:
        return False
    days = [list(Weekday).index(day) for day in schedule.weekdays] or list(range(7))
    today = now.astimezone(ZONE).date()
    for day in (today - timedelta(days=1), today):
        struck = datetime.combine(day, time.fromisoformat(schedule.at), tzinfo=ZONE)
        if day.weekday() in days and before < struck <= now:
            return True
    return False
