"""Agent task: put work on a person's list and go on; a wait for the event `task_done` after it waits for the result."""

import json
from datetime import timedelta

import numpy as np
import polars as pl
from pydantic import Field

from acuerdo.cases.enums import TaskKind
from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import INSTANT, PEOPLE, Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.texts import TextField, any_of
from acuerdo.strategies.rules.words import gettext_noop as _


class AgentTaskConfig(NodeConfig):
    """What to do, what kind of work it is, by when."""

    title: TextField = Field(title=_("What to do"))
    work: TaskKind = Field(default=TaskKind.CALL, title=_("Kind of work"))
    due_in: Duration = Field(default=timedelta(days=1), title=_("To be done within"))


@register
class AgentTask(Kind[AgentTaskConfig]):
    """Makes one task a row."""

    name = "agent_task"
    label = _("Agent task")
    help = _("Puts a task on an agent's list and goes on.")
    group = KindGroup.TALK
    icon = "user-round"
    config = AgentTaskConfig

    def outlets(self, config: AgentTaskConfig) -> tuple[str, ...]:
        return ("next",)

    def step(self, rows: Rows, config: AgentTaskConfig, ctx: Context) -> Step:
        tasks = rows.take(*PEOPLE).with_columns(
            pl.Series("row", rows.at, dtype=pl.UInt32),
            pl.lit(ctx.node, dtype=pl.Int16).alias("node"),
            pl.lit(any_of(config.title)).alias("title"),
            pl.lit(_by_language(config), pl.String).alias("titles"),
            pl.lit(config.work.value).alias("kind"),
            pl.lit(ctx.now + config.due_in, dtype=INSTANT).alias("due_at"),
        )
        return Step(outlet=np.zeros(len(rows.at), dtype=np.int8), tasks=tasks)


def _by_language(config: AgentTaskConfig) -> str | None:
    """The texts by language as json, so that each agent reads their own; none where one is for everybody."""
    return None if isinstance(config.title, str) else json.dumps(config.title, ensure_ascii=False)
