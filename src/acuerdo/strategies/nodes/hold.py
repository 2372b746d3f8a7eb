"""Hold: all contact with the person stops, for some time or until somebody lifts it."""

from collections.abc import Mapping

import polars as pl
from pydantic import Field

from acuerdo.strategies.enums import HoldReason, KindGroup
from acuerdo.strategies.rules.acts import Act
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import Context, NodeConfig, Rows, register
from acuerdo.strategies.rules.words import gettext_noop as _


class HoldConfig(NodeConfig):
    """Why, and for how long; without `for` somebody must lift it."""

    reason: HoldReason = Field(default=HoldReason.HOUSE, title=_("Reason"))
    duration: Duration | None = Field(default=None, alias="for", title=_("For"))


@register
class Hold(Act[HoldConfig]):
    """Places one hold a row. Where the strategy exits on holds, the next pass ends the enrolment."""

    name = "hold"
    label = _("Hold")
    help = _("Stops all contact with the person, for some time or until it is lifted.")
    group = KindGroup.DO
    icon = "circle-pause"
    config = HoldConfig

    def effects(self, rows: Rows, config: HoldConfig, ctx: Context) -> Mapping[str, pl.DataFrame]:
        until = None if config.duration is None else ctx.now + config.duration
        return {"holds": rows.effect("holds", ctx.node, reason=str(config.reason), until=until)}
