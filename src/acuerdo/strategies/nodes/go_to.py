"""Go to a strategy: the case leaves this one and enters another."""

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.kinds import STAY, Context, Kind, Known, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _

TRANSFERRED = "transferred"


class GoToConfig(NodeConfig):
    """Where the case goes on."""

    strategy: Slug = Field(title=_("Strategy"), json_schema_extra={"format": "strategy"})


@register
class GoTo(Kind[GoToConfig]):
    """Ends here and asks for one transfer a row."""

    name = "go_to"
    label = _("Go to a strategy")
    help = _("The case leaves this strategy and enters another one.")
    group = KindGroup.END
    icon = "corner-down-right"
    acts = True
    config = GoToConfig

    def outlets(self, config: GoToConfig) -> tuple[str, ...]:
        return ()

    def outcome(self, config: GoToConfig) -> str | None:
        return TRANSFERRED

    def find_faults(self, config: GoToConfig, known: Known) -> Iterator[Fault]:
        if config.strategy == known.strategy:
            yield Fault("goes_to_itself", field="strategy")
        elif known.strategies is not None and config.strategy not in known.strategies:
            yield Fault("unknown_strategy", field="strategy", details={"strategy": config.strategy})

    def step(self, rows: Rows, config: GoToConfig, ctx: Context) -> Step:
        return Step(
            outlet=np.full(len(rows.at), STAY, dtype=np.int8),
            effects={"transfers": rows.effect("transfers", ctx.node, strategy=config.strategy)},
        )
