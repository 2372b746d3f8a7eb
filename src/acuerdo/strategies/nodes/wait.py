"""Wait: for a duration, or until a local hour (and weekday) where the debtor lives."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import Weekday
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import STAY, Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WaitConfig(NodeConfig):
    """Exactly one of `for` and `until`; `weekdays` narrows `until`."""

    duration: Duration | None = Field(default=None, alias="for", title="Wait for")
    until: Clock | None = Field(default=None, title="Until local time", json_schema_extra={"format": "clock"})
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7, title="On these days only")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.duration is None) == (self.until is None):
            raise PydanticCustomError("wait_for_or_until", "a wait needs either 'for' or 'until'")
        if self.weekdays and self.until is None:
            raise PydanticCustomError("weekdays_without_until", "'weekdays' needs 'until'")
        return self


def next_local(*, at: time, weekdays: frozenset[int], zone: str, after: datetime) -> datetime:
    """Return the first instant strictly after `after` at which the wall clock in `zone` reads `at` on such a day.

    An hour that the clock skips in spring counts as the instant it would have been (02:30 → 03:30); an hour that comes
    twice in autumn counts the first time.
    """
    tz = ZoneInfo(zone)
    day = after.astimezone(tz).date()
    for ahead in range(9):  # eight days always hold one of the weekdays, the ninth covers "today, but already past"
        candidate = day + timedelta(days=ahead)
        if weekdays and candidate.weekday() not in weekdays:
            continue
        instant = datetime.combine(candidate, at, tzinfo=tz).astimezone(UTC)
        if instant > after:
            return instant
    raise AssertionError("unreachable: nine days hold every weekday")


@register
class Wait(Kind[WaitConfig]):
    """Holds everybody who arrives; lets go whoever's time has come, however often they were woken before."""

    name = "wait"
    label = _("Wait")
    help = _("Waits for some time, or until an hour and weekday in the person's own time zone.")
    waiting = True
    config = WaitConfig

    def outlets(self, config: WaitConfig) -> tuple[str, ...]:
        return ("next",)

    def step(self, rows: Rows, config: WaitConfig, ctx: Context) -> Step:
        if not rows.arrived:
            return Step(outlet=np.where(rows.due <= ctx.now_us, 0, STAY).astype(np.int8), due=rows.due)
        due = np.full(len(rows.at), ctx.now_us, dtype=np.int64)
        if config.duration is not None:
            due += config.duration // MICROSECOND
        else:
            due = self._until(rows, config, ctx)
        return Step(outlet=np.full(len(rows.at), STAY, dtype=np.int8), due=due)

    def _until(self, rows: Rows, config: WaitConfig, ctx: Context) -> np.ndarray:
        # Everybody in the group arrived at the same instant, so one look-up a time zone is enough.
        at = time.fromisoformat(config.until or "00:00")
        days = frozenset(list(Weekday).index(day) for day in config.weekdays)
        zones = rows.take("zone")["zone"]
        instants = {
            zone: (next_local(at=at, weekdays=days, zone=zone, after=ctx.now) - EPOCH) // MICROSECOND
            for zone in zones.unique().to_list()
        }
        return zones.cast(pl.String).replace_strict(instants, return_dtype=pl.Int64).to_numpy()
