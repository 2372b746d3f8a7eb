"""End: the case leaves the strategy, with an outcome reports can count."""

import numpy as np
from pydantic import Field

from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.kinds import STAY, Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _


class EndConfig(NodeConfig):
    """The outcome written on the enrolment."""

    outcome: Slug = Field(default="finished", title=_("Outcome"))


@register
class End(Kind[EndConfig]):
    """Has no way out; the interpreter ends every enrolment that arrives."""

    name = "end"
    label = _("End")
    help = _("The case leaves the strategy here, with the outcome you name.")
    group = KindGroup.END
    icon = "flag"
    config = EndConfig

    def outlets(self, config: EndConfig) -> tuple[str, ...]:
        return ()

    def outcome(self, config: EndConfig) -> str | None:
        return config.outcome

    def step(self, rows: Rows, config: EndConfig, ctx: Context) -> Step:
        return Step(outlet=np.full(len(rows.at), STAY, dtype=np.int8))
