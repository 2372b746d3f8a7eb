"""History for the demo: the real engine, gate and outbox under a moved clock, answered by simulated debtors.

Nothing here writes into a table: a message is enrolled, judged, queued and sent as ever (into the sandbox), and what
debtors do about it goes through the operations that their clicks, payments and replies would use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from acuerdo.cases.operations import refresh_overdue, refresh_stages, refreshed_once
from acuerdo.cases.operations.catching_up import catch_up
from acuerdo.channels.operations import Dispatcher
from acuerdo.compliance.operations import expire_holds
from acuerdo.content.queries import encode_messages
from acuerdo.kernel.shards import SHARDS
from acuerdo.payments.operations import check_promises, expire_offers
from acuerdo.segments.operations import record_sizes
from acuerdo.simulation.crowd import Crowd
from acuerdo.simulation.desk import Desk
from acuerdo.strategies.operations import advance_due, enrol_due

ZONE = ZoneInfo("Europe/Madrid")
# When the clock stops on its way through a day: on the last one in office hours, or at noon on a weekend; before it
# once a working day, long ago on two days a week. What people did in between still bears its own hour.
WEEKDAY_TIMES = (time(10, 0), time(16, 30))
WEEKEND_TIMES = (time(12, 0),)
SINGLE_TIMES = (time(10, 0),)
LONG_AGO = timedelta(days=30)
# By turns Monday and Thursday, Tuesday and Friday: over a month every weekday but one has something to tell.
DAYS_LONG_AGO = ((0, 3), (1, 4))


class History:
    """Lives through days; `crowd` answers messages, `desk` works the tasks."""

    def __init__(self, *, crowd: Crowd, desk: Desk, worker_id: int = 1) -> None:
        self.crowd, self.desk = crowd, desk
        self._dispatcher = Dispatcher(encode=encode_messages, worker_id=worker_id)

    def live(self, *, first: date, until: datetime, morning: Callable[[date, datetime], None]) -> Iterator[datetime]:
        """Go through the instants from a day until now; `morning` runs for each day (files arrive), at its first
        instant, or at the next one where a day has none.

        Yields every instant when it has been lived, so that the caller can show progress.
        """
        day, before = first, datetime.combine(first, time(0), tzinfo=UTC)
        begun: list[date] = []
        while True:
            begun.append(day)
            for at in times_of(day, first=first, until=until):
                now = datetime.combine(day, at, tzinfo=ZONE).astimezone(UTC)
                if now >= until:
                    return
                if begun:
                    self._begin(begun, now, morning)
                    begun = []
                self.tick(before=before, now=now)
                before = now
                yield now
            day += timedelta(days=1)

    def _begin(self, days: Sequence[date], now: datetime, morning: Callable[[date, datetime], None]) -> None:
        for day in days:
            morning(day, now)
        with refreshed_once(now=now):
            check_promises(now=now)
            expire_offers(now=now)
            expire_holds(now=now)
        refresh_overdue(now=now)
        refresh_stages(now=now)
        while catch_up(now=now, width=SHARDS):
            pass
        record_sizes(now=now)
        self.crowd.begin_day(now=now, days=len(days))
        with refreshed_once(now=now):
            self.desk.work(now=now, days=len(days))

    def tick(self, *, before: datetime, now: datetime) -> None:
        """Live through one instant: answers that are due, then whatever the engine and the outbox have to do."""
        with refreshed_once(now=now):
            self.crowd.act(now=now)
        enrol_due(now=now)
        advance_due(now=now, width=SHARDS)
        self._dispatcher.drain(clock=lambda: now)
        self.crowd.hear(after=before, now=now)


def times_of(day: date, *, first: date, until: datetime) -> tuple[time, ...]:
    """When the clock stops on a day of a history that ends at `until`: on some days nowhere."""
    age = until.date() - day
    if day == first:
        return SINGLE_TIMES
    if not age:
        return WEEKDAY_TIMES if day.weekday() < 5 else WEEKEND_TIMES
    days = DAYS_LONG_AGO[day.isocalendar().week % 2] if age >= LONG_AGO else range(5)
    return SINGLE_TIMES if day.weekday() in days else ()
