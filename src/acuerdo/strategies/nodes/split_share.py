"""Split by share: fixed percentages of people go each way, the same person always the same way."""

from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.kinds import Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.shares import LOTS, drawn, lots_of
from acuerdo.strategies.rules.words import gettext_noop as _


class Share(BaseModel):
    """One way: its name (the outlet) and the percentage of people who take it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug = Field(title=_("Name"))
    percent: int = Field(ge=1, le=99, title=_("Percent"), json_schema_extra={"format": "percent"})


class SplitShareConfig(NodeConfig):
    """Ways whose percentages add up to 100."""

    shares: list[Share] = Field(min_length=2, max_length=50, title=_("Ways"))

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        total = sum(share.percent for share in self.shares)
        if total != 100:
            raise PydanticCustomError("shares_sum", "the shares do not make 100", {"field": "shares", "sum": total})
        return self


@register
class SplitShare(Kind[SplitShareConfig]):
    """Draws each person's way by lot (see `rules.shares`) and tells the chance it had."""

    name = "split_share"
    label = _("Split by share")
    help = _("Sends fixed percentages of people each way. The same person always goes the same way.")
    group = KindGroup.DECIDE
    icon = "percent"
    config = SplitShareConfig

    def outlets(self, config: SplitShareConfig) -> tuple[str, ...]:
        return tuple(share.name for share in config.shares)

    def step(self, rows: Rows, config: SplitShareConfig, ctx: Context) -> Step:
        debtors = rows.take("debtor_id")["debtor_id"].to_numpy()
        parts = [share.percent * LOTS // 100 for share in config.shares]
        outlet = drawn(lots_of(debtors, strategy=ctx.strategy, step=ctx.step), parts)
        return Step(outlet=outlet, propensity=np.array(parts)[outlet] / LOTS)
