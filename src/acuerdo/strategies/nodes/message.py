"""Message: one text on one channel, in one tone, if the person can be reached there and the gate allows it."""

from collections.abc import Iterator, Mapping
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.compliance.enums import Purpose
from acuerdo.content.enums import Tone
from acuerdo.strategies.enums import KindGroup, MessageChannel, MessageTone
from acuerdo.strategies.rules.document import Slug
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.kinds import (
    MICROSECOND,
    NEVER,
    PEOPLE,
    STAY,
    Asker,
    Context,
    Instants,
    Kind,
    Known,
    NodeConfig,
    Outlets,
    Places,
    Rows,
    Step,
    instants_of,
    register,
)
from acuerdo.strategies.rules.words import gettext_noop as _

SENT, NOT_ALLOWED, NO_CONTACT_POINT = 0, 1, 2
LANDING = "landing"
# What is tried when nothing is known of the person: the cheapest first.
CHEAPEST_FIRST = (MessageChannel.EMAIL, MessageChannel.SMS)
CHANNEL_SUITS, PREFERRED = "channel.suits", "contacts.preferred_channel"
TONE_SUITS, TONE_REASON = "tone.suits", "tone.suits_reason"
# Why a step that lets the tone suit the person took its own default.
BY_DEFAULT = "default"

NONE = -1  # no channel left to try
# How a person's channels are ranked: lower goes first; what nothing is known of follows in the order of the candidates.
_SUITS, _LIKED, _UNKNOWN, _OUT_OF_REACH = 0, 1, 2, 99
Tries = npt.NDArray[np.int8]


class ChannelTemplates(BaseModel):
    """The text for each channel among which the best is chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: Slug = Field(title=_("E-mail template"), json_schema_extra={"format": "template", "channel": "email"})
    sms: Slug = Field(title=_("SMS template"), json_schema_extra={"format": "template", "channel": "sms"})


class MessageConfig(NodeConfig):
    """What to send, how it speaks, and how long a deferral may last before the step counts as not allowed."""

    channel: MessageChannel = Field(title=_("Channel"))
    template: Slug | None = Field(
        default=None, title=_("Template"),
        json_schema_extra={"format": "template", "only_if": {"channel": ["email", "sms"]}},
    )  # fmt: skip
    templates: ChannelTemplates | None = Field(
        default=None, title=_("Templates"), json_schema_extra={"only_if": {"channel": ["best"]}}
    )
    landing: Slug | None = Field(
        default=None, title=_("Landing page"), json_schema_extra={"format": "template", "channel": LANDING}
    )
    tone: MessageTone = Field(default=MessageTone.NEUTRAL, title=_("Tone"))
    default_tone: Tone = Field(
        default=Tone.NEUTRAL, title=_("Tone while nothing is known"), json_schema_extra={"only_if": {"tone": ["suits"]}}
    )
    purpose: Purpose = Field(default=Purpose.COLLECTION, title=_("Purpose"))
    patience: Duration | None = Field(default=None, title=_("Wait for a lawful hour at most"))

    @model_validator(mode="after")
    def _names_its_text(self) -> Self:
        best = self.channel is MessageChannel.BEST
        wanted, other = ("templates", "template") if best else ("template", "templates")
        if getattr(self, other) is not None:
            raise PydanticCustomError(f"{other}_not_here", "no use for this", {"field": other})
        if getattr(self, wanted) is None:
            raise PydanticCustomError(f"{wanted}_missing", "no text", {"field": wanted})
        return self

    @property
    def candidates(self) -> tuple[MessageChannel, ...]:
        """The channels that may be used, cheapest first."""
        return CHEAPEST_FIRST if self.channel is MessageChannel.BEST else (self.channel,)

    def text_on(self, channel: str) -> str:
        """The key of the template for a channel."""
        return str(self.template if self.templates is None else getattr(self.templates, channel))


def point_column(channel: str) -> str:
    """Name the frame column with the contact point to use on a channel (null: the person has none)."""
    return f"point.{channel}"


@register
class Message(Kind[MessageConfig]):
    """Asks the gate for everybody who can be reached. A deferral keeps the case here until the gate's next instant.

    `best` tries, for each person, the channel that suits, then the one they prefer, then the cheapest; a refusal (not a
    deferral) on one makes it ask for the next.
    """

    name = "message"
    label = _("Message")
    help = _("Sends one text, within the law. Whoever cannot be reached or may not be goes another way.")
    group = KindGroup.TALK
    icon = "send"
    asks = True
    config = MessageConfig

    def outlets(self, config: MessageConfig) -> tuple[str, ...]:
        return ("sent", "not_allowed", "no_contact_point")

    def channels(self, config: MessageConfig) -> tuple[str, ...]:
        return tuple(str(channel) for channel in config.candidates)

    def templates(self, config: MessageConfig) -> tuple[str, ...]:
        return tuple(config.text_on(channel) for channel in config.candidates)

    def facts(self, config: MessageConfig) -> tuple[str, ...]:
        of_channel = (CHANNEL_SUITS, PREFERRED) if config.channel is MessageChannel.BEST else ()
        of_tone = (TONE_SUITS, TONE_REASON) if config.tone is MessageTone.SUITS else ()
        return (*of_channel, *of_tone)

    def find_faults(self, config: MessageConfig, known: Known) -> Iterator[Fault]:
        if known.templates is None:
            return
        for channel in config.candidates:
            field = "template" if config.templates is None else f"templates.{channel}"
            yield from _template_faults(config.text_on(channel), str(channel), field, known.templates)
        if config.landing is not None:
            yield from _template_faults(config.landing, LANDING, "landing", known.templates)

    def step(self, rows: Rows, config: MessageConfig, ctx: Context) -> Asker[Step]:
        people = _with_tone(rows.take(*PEOPLE, *map(point_column, self.channels(config)), *self.facts(config)), config)
        tries = _tries(people, config)
        outlet = np.where(tries[:, 0] == NONE, NO_CONTACT_POINT, NOT_ALLOWED).astype(np.int8)
        due = np.full(len(rows.at), NEVER, dtype=np.int64)
        intents, verdicts = [], []
        for number in range(tries.shape[1] - 1):
            here = np.flatnonzero((outlet == NOT_ALLOWED) & (tries[:, number] != NONE))
            if not len(here):
                break
            asked = _intents(_at(here, people), rows.at[here], tries[here, number], config, ctx)
            answer = yield asked
            answers = answer[[name for name in answer.columns if name not in asked.columns]]
            outlet[here], due[here] = _ways(answers, rows.entered[here], config, ctx)
            told = asked.hstack(answers.get_columns())
            intents.append(_where(outlet[here] == SENT, told))
            decided = (outlet[here] != NOT_ALLOWED) | (tries[here, number + 1] == NONE)
            verdicts.append(_where(decided, told)[["row", "enrolment_id", "node", *answers.columns]])
        return Step(outlet=outlet, due=due, intents=_stack(intents), verdicts=_stack(verdicts))


def _template_faults(key: str, channel: str, field: str, templates: Mapping[str, str]) -> Iterator[Fault]:
    if key not in templates:
        yield Fault("unknown_template", field=field, details={"template": key})
    elif templates[key] != channel:
        details = {"template": key, "other": templates[key], "channel": channel}
        yield Fault("template_channel", field=field, details=details)


_NO_REASON = pl.lit(None, dtype=pl.String).alias("tone_reason")


def _with_tone(people: pl.DataFrame, config: MessageConfig) -> pl.DataFrame:
    if config.tone is not MessageTone.SUITS:
        return people.with_columns_seq(pl.lit(str(config.tone)).alias("tone"), _NO_REASON)
    known = pl.col(TONE_SUITS).is_not_null()
    return people.with_columns(
        pl.col(TONE_SUITS).fill_null(str(config.default_tone)).alias("tone"),
        pl.when(known).then(pl.col(TONE_REASON).fill_null("")).otherwise(pl.lit(BY_DEFAULT)).alias("tone_reason"),
    )


def _tries(people: pl.DataFrame, config: MessageConfig) -> Tries:
    """For each person the channels to try in order, as places in `candidates`; NONE behind the last."""
    rank = np.empty((people.height, len(config.candidates)), dtype=np.int8)
    for place, channel in enumerate(config.candidates):
        rank[:, place] = _UNKNOWN + place
        if config.channel is MessageChannel.BEST:
            rank[(people[PREFERRED] == channel).fill_null(value=False).to_numpy(), place] = _LIKED
            rank[(people[CHANNEL_SUITS] == channel).fill_null(value=False).to_numpy(), place] = _SUITS
        rank[people[point_column(channel)].is_null().to_numpy(), place] = _OUT_OF_REACH
    order = np.argsort(rank, axis=1, kind="stable").astype(np.int8)
    order[np.take_along_axis(rank, order.astype(np.intp), axis=1) == _OUT_OF_REACH] = NONE
    return np.hstack([order, np.full((people.height, 1), NONE, dtype=np.int8)])


def _intents(people: pl.DataFrame, at: Places, channel: Tries, config: MessageConfig, ctx: Context) -> pl.DataFrame:
    names = [str(each) for each in config.candidates]
    texts = [config.text_on(each) for each in config.candidates]
    places = channel.tolist()
    chosen = pl.Series("channel", [names[place] for place in places], dtype=pl.String)
    point = pl.coalesce(pl.when(chosen == name).then(pl.col(point_column(name))) for name in names)
    return people.select_seq(
        pl.Series("row", at, dtype=pl.UInt32),
        *PEOPLE,
        pl.lit(ctx.node, dtype=pl.Int16).alias("node"),
        chosen,
        point.alias("contact_point_id"),
        pl.Series("template", [texts[place] for place in places], dtype=pl.String),
        pl.lit(config.landing, dtype=pl.String).alias("landing"),
        "tone",
        "tone_reason",
        pl.lit(config.purpose.value).alias("purpose"),
    )


def _ways(answers: pl.DataFrame, entered: Instants, config: MessageConfig, ctx: Context) -> tuple[Outlets, Instants]:
    decision, again = answers["decision"], instants_of(answers["next_allowed_at"])
    allowed = ((decision == "allow") | (decision == "warn")).to_numpy()
    # A deferral without a later instant would be asked again for ever: it counts as a refusal.
    deferred = (decision == "defer").to_numpy() & (again > ctx.now_us)
    if config.patience is not None:
        deferred &= again <= entered + config.patience // MICROSECOND
    outlet = np.where(allowed, SENT, np.where(deferred, STAY, NOT_ALLOWED)).astype(np.int8)
    return outlet, np.where(deferred, again, NEVER)


def _at(places: Places, frame: pl.DataFrame) -> pl.DataFrame:
    return frame if len(places) == frame.height else frame[places]


def _where(chosen: npt.NDArray[np.bool_], frame: pl.DataFrame) -> pl.DataFrame:
    return frame if chosen.all() else frame.filter(chosen)


def _stack(frames: list[pl.DataFrame]) -> pl.DataFrame | None:
    return pl.concat(frames) if frames else None
