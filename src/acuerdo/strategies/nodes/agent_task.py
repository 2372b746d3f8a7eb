"""Agent task: put work on a person's list and go on; a wait for the event `task_done` after it waits for the result."""

import numpy as np
import polars as pl
from pydantic import Field

from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _


class AgentTaskConfig(NodeConfig):
    """What to do, on which queue, by when."""

    title: str = Field(min_length=1, max_length=200, title="What to do")
    queue: Slug = Field(default="general", title="Queue")
    due_in: Duration | None = Field(default=None, title="To be done within")
    priority: int = Field(default=50, ge=1, le=100, title="Priority (1 goes first)")


@register
class AgentTask(Kind[AgentTaskConfig]):
    """Makes one task a row."""

    name = "agent_task"
    label = _("Agent task")
    help = _("Puts a task on an agent's list and goes on.")
    config = AgentTaskConfig

    def outlets(self, config: AgentTaskConfig) -> tuple[str, ...]:
        return ("next",)

    def step(self, rows: Rows, config: AgentTaskConfig, ctx: Context) -> Step:
        due_at = None if config.due_in is None else ctx.now + config.due_in
        tasks = rows.take("enrolment_id", "case_id", "debtor_id", "creditor_id").with_columns(
            pl.Series("row", rows.at, dtype=pl.UInt32),
            pl.lit(ctx.node, dtype=pl.Int16).alias("node"),
            pl.lit(config.title).alias("title"),
            pl.lit(config.queue).alias("queue"),
            pl.lit(config.priority, dtype=pl.Int16).alias("priority"),
            pl.lit(due_at, dtype=pl.Datetime("us", "UTC")).alias("due_at"),
        )
        return Step(outlet=np.zeros(len(rows.at), dtype=np.int8), tasks=tasks)
