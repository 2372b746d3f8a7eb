"""Split: the first rule that holds decides the way; who matches none goes `otherwise`."""

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from acuerdo.segments.rules import facts_of, to_polars
from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.kinds import Context, Kind, NodeConfig, Rows, RuleUse, Step, register
from acuerdo.strategies.rules.rule_field import RuleField
from acuerdo.strategies.rules.words import gettext_noop as _

OTHERWISE = "otherwise"


class Branch(BaseModel):
    """One way: its name (the outlet) and the rule for taking it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug = Field(title=_("Name"))
    when: RuleField = Field(title=_("Rule"))


class SplitConfig(NodeConfig):
    """Branches in the order they are tried."""

    branches: list[Branch] = Field(min_length=1, max_length=50, title=_("Ways"))


@register
class Split(Kind[SplitConfig]):
    """Judges every branch on the whole group; the first that holds wins."""

    name = "split"
    label = _("Split by rules")
    help = _("Sends each case down the first way whose rule holds, or otherwise.")
    group = KindGroup.DECIDE
    icon = "split"
    config = SplitConfig

    def outlets(self, config: SplitConfig) -> tuple[str, ...]:
        return (*(branch.name for branch in config.branches), OTHERWISE)

    def rules(self, config: SplitConfig) -> tuple[RuleUse, ...]:
        return tuple(RuleUse(f"branches.{place}.when", each.when) for place, each in enumerate(config.branches))

    def step(self, rows: Rows, config: SplitConfig, ctx: Context) -> Step:
        facts = sorted({key for branch in config.branches for key in facts_of(branch.when)})
        way = pl.lit(len(config.branches), dtype=pl.Int8)
        for place, branch in reversed(list(enumerate(config.branches))):
            holds = to_polars(branch.when, ctx.today, custom=ctx.custom)
            way = pl.when(holds).then(pl.lit(place, dtype=pl.Int8)).otherwise(way)
        # The id column gives the group its length even where a rule names no fact.
        chosen = rows.take("enrolment_id", *facts).with_columns(way.alias("way"))
        return Step(outlet=chosen["way"].to_numpy())
