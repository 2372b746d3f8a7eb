"""Message: one text on one channel, if the person can be reached there and the gate allows it."""

from enum import StrEnum

import numpy as np
import polars as pl
from pydantic import Field

from acuerdo.content.enums import Tone
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import NEVER, STAY, Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _

SENT, NOT_ALLOWED, NO_CONTACT_POINT = 0, 1, 2
MICROSECONDS = 1_000_000
PEOPLE = ("enrolment_id", "case_id", "debtor_id", "creditor_id")


class MessageChannel(StrEnum):
    """Channels a message step can use today."""

    EMAIL = "email"
    SMS = "sms"


class MessageConfig(NodeConfig):
    """What to send, how it speaks, and how long a deferral may last before the step counts as not allowed."""

    channel: MessageChannel = Field(title="Channel")
    template: Slug = Field(title="Template", json_schema_extra={"format": "template"})
    tone: Tone = Field(default=Tone.NEUTRAL, title="Tone")
    purpose: Slug = Field(default="collection", title="Purpose")
    patience: Duration | None = Field(default=None, title="Wait for a lawful hour at most")


def point_column(channel: str) -> str:
    """Name the frame column with the contact point to use on a channel (null: the person has none)."""
    return f"point.{channel}"


@register
class Message(Kind[MessageConfig]):
    """Asks the gate for everybody who can be reached. A deferral keeps the case here until the gate's next instant."""

    name = "message"
    label = _("Message")
    help = _("Sends one text on one channel, within the law. Whoever cannot be reached or may not be goes another way.")
    config = MessageConfig

    def outlets(self, config: MessageConfig) -> tuple[str, ...]:
        return ("sent", "not_allowed", "no_contact_point")

    def step(self, rows: Rows, config: MessageConfig, ctx: Context) -> Step:
        column = point_column(config.channel)
        asked = rows.take(*PEOPLE, column)
        reachable = asked[column].is_not_null().to_numpy()
        outlet = np.full(len(rows.at), NO_CONTACT_POINT, dtype=np.int8)
        due = np.full(len(rows.at), NEVER, dtype=np.int64)
        if not reachable.any():
            return Step(outlet=outlet, due=due)
        intents = _intents(asked.filter(reachable), rows.at[reachable], config, ctx)
        verdicts = ctx.judge(intents)
        outlet[reachable], due[reachable] = _ways(verdicts, rows.entered[reachable], config, ctx)
        allowed = outlet[reachable] == SENT
        answers = verdicts.select(pl.exclude(intents.columns))
        return Step(
            outlet=outlet,
            due=due,
            intents=pl.concat([intents, answers], how="horizontal").filter(allowed),
            verdicts=pl.concat([intents.select("row", "enrolment_id", "node"), answers], how="horizontal"),
        )


def _intents(asked: pl.DataFrame, at: np.ndarray, config: MessageConfig, ctx: Context) -> pl.DataFrame:
    return asked.select(
        pl.Series("row", at, dtype=pl.UInt32),
        *PEOPLE,
        pl.lit(ctx.node, dtype=pl.Int16).alias("node"),
        pl.lit(str(config.channel)).alias("channel"),
        pl.col(point_column(config.channel)).alias("contact_point_id"),
        pl.lit(config.template).alias("template"),
        pl.lit(str(config.tone)).alias("tone"),
        pl.lit(config.purpose).alias("purpose"),
    )


def _ways(
    verdicts: pl.DataFrame, entered: np.ndarray, config: MessageConfig, ctx: Context
) -> tuple[np.ndarray, np.ndarray]:
    decision = verdicts["decision"]
    allowed = decision.is_in(["allow", "warn"]).to_numpy()
    again = verdicts["next_allowed_at"].dt.timestamp("us").fill_null(NEVER).to_numpy()
    # A deferral without a later instant would be asked again for ever: it counts as a refusal.
    deferred = (decision == "defer").to_numpy() & (again > ctx.now_us)
    if config.patience is not None:
        deferred &= again <= entered + int(config.patience.total_seconds()) * MICROSECONDS
    outlet = np.where(allowed, SENT, np.where(deferred, STAY, NOT_ALLOWED)).astype(np.int8)
    return outlet, np.where(deferred, again, NEVER)
