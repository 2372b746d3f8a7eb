"""Experiment: people are drawn by lot into arms, and some are held out to compare with."""

from datetime import timedelta
from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import Goal, KindGroup
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.shares import LOTS, drawn, lots_of
from acuerdo.strategies.rules.words import gettext_noop as _

HOLD_OUT = "hold_out"


class Arm(BaseModel):
    """One choice: its name (the outlet) and its percentage of those who are not held out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug = Field(title=_("Name"))
    share: int = Field(ge=1, le=100, title=_("Percent"), json_schema_extra={"format": "percent"})


class ExperimentConfig(NodeConfig):
    """Arms whose shares add up to 100, how many are held out, and what counts as success by when."""

    arms: list[Arm] = Field(min_length=1, max_length=20, title=_("Arms"))
    hold_out: int = Field(default=10, ge=1, le=90, title=_("Held out"), json_schema_extra={"format": "percent"})
    goal: Goal = Field(default=Goal.PAID, title=_("Goal"))
    within: Duration = Field(default=timedelta(days=30), title=_("Reached within"))

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        total = sum(arm.share for arm in self.arms)
        if total != 100:
            raise PydanticCustomError("shares_sum", "the shares do not make 100", {"field": "arms", "sum": total})
        return self

    @property
    def lots(self) -> list[int]:
        """Lots of each arm, then of the hold-out."""
        return [arm.share * (100 - self.hold_out) for arm in self.arms] + [self.hold_out * LOTS // 100]


@register
class Experiment(Kind[ExperimentConfig]):
    """Draws each person's arm by lot (see `rules.shares`) and tells the chance it had. There is always a hold-out."""

    name = "experiment"
    label = _("Experiment")
    help = _("Draws people into arms by lot and holds some out, to learn what works better.")
    group = KindGroup.DECIDE
    icon = "flask-conical"
    config = ExperimentConfig

    def outlets(self, config: ExperimentConfig) -> tuple[str, ...]:
        return (*(arm.name for arm in config.arms), HOLD_OUT)

    def step(self, rows: Rows, config: ExperimentConfig, ctx: Context) -> Step:
        debtors = rows.take("debtor_id")["debtor_id"].to_numpy()
        outlet = drawn(lots_of(debtors, strategy=ctx.strategy, step=ctx.step), config.lots)
        return Step(outlet=outlet, propensity=np.array(config.lots)[outlet] / LOTS)
