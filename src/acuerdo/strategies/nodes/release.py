"""Release: a hold of ours ends, and contact may go on."""

from collections.abc import Mapping
from typing import Self

import polars as pl
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import HoldReason, KindGroup
from acuerdo.strategies.rules.acts import Act
from acuerdo.strategies.rules.kinds import Context, NodeConfig, Rows, register
from acuerdo.strategies.rules.words import gettext_noop as _


class ReleaseConfig(NodeConfig):
    """Which hold. Those that the law or the person put there are lifted by people, never by a strategy."""

    reason: HoldReason = Field(default=HoldReason.HOUSE, title=_("Reason of the hold"))

    @model_validator(mode="after")
    def _is_ours(self) -> Self:
        if not self.reason.may_be_lifted_by_strategy:
            raise PydanticCustomError("only_people_lift", "not ours to lift", {"field": "reason"})
        return self


@register
class Release(Act[ReleaseConfig]):
    """Lifts the hold of that reason, if there is one."""

    name = "release"
    label = _("Release")
    help = _("Ends a hold that we placed ourselves, so that contact may go on.")
    group = KindGroup.DO
    icon = "circle-play"
    config = ReleaseConfig

    def effects(self, rows: Rows, config: ReleaseConfig, ctx: Context) -> Mapping[str, pl.DataFrame]:
        return {"releases": rows.effect("releases", ctx.node, reason=str(config.reason))}
