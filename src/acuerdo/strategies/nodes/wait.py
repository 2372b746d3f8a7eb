"""Wait: for a duration, or until a local hour, a date that is a fact, or the hour at which a person is best reached."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Self

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import KindGroup, Weekday
from acuerdo.strategies.rules.clock_times import Clock, next_local, start_of
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.fact_uses import date_faults
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.kinds import (
    EPOCH,
    MICROSECOND,
    STAY,
    Context,
    Instants,
    Kind,
    Known,
    NodeConfig,
    Rows,
    Step,
    register,
)
from acuerdo.strategies.rules.words import gettext_noop as _

BEST_HOUR = "hour.suits"
USUAL_HOUR = 10  # for people of whom no best hour is known
FARTHEST = timedelta(days=3660)  # dates beyond ten years are mistakes, and near year 9999 they could not be counted on


class DateFact(BaseModel):
    """A date that is a fact, and how many days after it (before it: negative)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str = Field(max_length=80, title=_("Date"), json_schema_extra={"format": "fact", "types": ["date"]})
    days: int = Field(default=0, ge=-365, le=365, title=_("Days after it (negative: before it)"))


class WaitConfig(NodeConfig):
    """Exactly one of `for`, `until`, `until_date` and `best_hour`; `weekdays` narrows `until`."""

    duration: Duration | None = Field(default=None, alias="for", title=_("Wait for"))
    until: Clock | None = Field(default=None, title=_("Until local time"))
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7, title=_("On these days only"))
    until_date: DateFact | None = Field(default=None, title=_("Until a date"))
    best_hour: bool = Field(default=False, title=_("Until the person's best hour"))

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.duration is not None, self.until is not None, self.until_date is not None, self.best_hour)
        if sum(ways) != 1:
            raise PydanticCustomError("wait_one_way", "a wait is for, until, until_date or best_hour")
        if self.weekdays and self.until is None:
            raise PydanticCustomError("weekdays_without_until", "'weekdays' needs 'until'", {"field": "weekdays"})
        return self


@register
class Wait(Kind[WaitConfig]):
    """Holds everybody who arrives; lets go whoever's time has come, however often they were woken before.

    A date begins at midnight where the person lives; one that is past or unknown lets go in the next pass.
    """

    name = "wait"
    label = _("Wait")
    help = _("Waits for some time, until an hour and weekday where the person lives, a date, or their best hour.")
    group = KindGroup.WAIT
    icon = "clock"
    waiting = True
    config = WaitConfig

    def outlets(self, config: WaitConfig) -> tuple[str, ...]:
        return ("next",)

    def takes_time(self, config: WaitConfig) -> bool:
        return config.until_date is None

    def needs_zone(self, config: WaitConfig) -> bool:
        return config.duration is None

    def facts(self, config: WaitConfig) -> tuple[str, ...]:
        if config.until_date is not None:
            return (config.until_date.fact,)
        return (BEST_HOUR,) if config.best_hour else ()

    def find_faults(self, config: WaitConfig, known: Known) -> Iterator[Fault]:
        if config.until_date is not None:
            yield from date_faults(config.until_date.fact, field="until_date.fact", custom=known.custom)

    def step(self, rows: Rows, config: WaitConfig, ctx: Context) -> Step:
        if not rows.arrived:
            return Step(outlet=np.where(rows.due <= ctx.now_us, 0, STAY).astype(np.int8), due=rows.due)
        if config.duration is not None:
            due = np.full(len(rows.at), ctx.now_us + config.duration // MICROSECOND, dtype=np.int64)
        elif config.until_date is not None:
            due = _until_date(rows, config.until_date, ctx)
        else:
            due = _until_hour(rows, config, ctx)
        return Step(outlet=np.full(len(rows.at), STAY, dtype=np.int8), due=due)


def _until_hour(rows: Rows, config: WaitConfig, ctx: Context) -> Instants:
    if config.until is not None:
        clock, days = pl.lit(config.until), frozenset(list(Weekday).index(day) for day in config.weekdays)
    else:
        hour = pl.col(BEST_HOUR).fill_null(USUAL_HOUR).cast(pl.Int64).clip(0, 23)
        clock, days = pl.format("{}:00", hour.cast(pl.String).str.zfill(2)), frozenset()
    people = rows.take("zone", *Wait().facts(config)).select(pl.col("zone").cast(pl.String), clock.alias("clock"))
    # Everybody in the group arrived at the same instant, so one look-up for each zone and time is enough.
    kinds = people.unique()
    instants = [
        (next_local(at=time.fromisoformat(at), weekdays=days, zone=zone, after=ctx.now) - EPOCH) // MICROSECOND
        for zone, at in kinds.iter_rows()
    ]
    return _looked_up(people, kinds, instants)


def _until_date(rows: Rows, until: DateFact, ctx: Context) -> Instants:
    date = pl.col(until.fact) + pl.duration(days=until.days)
    date = date.clip(ctx.today - FARTHEST, ctx.today + FARTHEST)
    people = rows.take("zone", until.fact).select(pl.col("zone").cast(pl.String), date.alias("date"))
    kinds = people.drop_nulls().unique()
    instants = [(start_of(day, zone=zone) - EPOCH) // MICROSECOND for zone, day in kinds.iter_rows()]
    return np.maximum(_looked_up(people, kinds, instants, missing=ctx.now_us), ctx.now_us)


def _looked_up(people: pl.DataFrame, kinds: pl.DataFrame, instants: list[int], *, missing: int = 0) -> Instants:
    """The instant of each person, by what `people` and `kinds` have in common."""
    told = kinds.with_columns(pl.Series("instant", instants, dtype=pl.Int64))
    found = people.join(told, on=people.columns, how="left", maintain_order="left")
    return found["instant"].fill_null(missing).to_numpy()
