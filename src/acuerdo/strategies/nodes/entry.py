"""Entry: where cases come in, what brings them, which ones may, and how much may be spent on them."""

from datetime import date, timedelta
from typing import Annotated, Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.segments.rules import AllOf, Rule
from acuerdo.strategies.enums import EntryEvent, KindGroup, Lane, Trigger, Weekday
from acuerdo.strategies.rules.clock_times import Clock
from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.kinds import Context, Kind, NodeConfig, Rows, RuleUse, Step, register
from acuerdo.strategies.rules.rule_field import RuleField
from acuerdo.strategies.rules.words import gettext_noop as _

NEVER_AGAIN = "never"
EVERYBODY = AllOf(all=())


def _read_reentry(value: Any) -> str:
    if value == NEVER_AGAIN or (isinstance(value, str) and parse_duration(value)):
        return str(value)
    raise PydanticCustomError("bad_duration", "not a duration: {given}", {"given": str(value)[:60]})


Reentry = Annotated[
    str,
    PlainValidator(_read_reentry),
    WithJsonSchema({"type": "string", "format": "duration_or_never", "examples": [NEVER_AGAIN, "P90D"]}),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(_Part):
    """When the rule is looked at: a clock time where the creditor is, on some days or every day."""

    weekdays: list[Weekday] = Field(default_factory=list, max_length=7, title=_("On these days only"))
    at: Clock = Field(title=_("At"))


class Ceiling(_Part):
    """The most that this strategy may do in a day of the creditor; whoever is beyond it has their turn the next day."""

    contacts_per_day: int | None = Field(default=None, ge=1, le=100_000_000, title=_("Contacts a day at most"))
    cost_per_day: int | None = Field(
        default=None, ge=1, le=100_000_000_00, title=_("Cost a day at most"), json_schema_extra={"format": "cents"}
    )


class EntryConfig(NodeConfig):
    """What brings cases in, who may enter, how soon again, who wins when two strategies want a case, and how fast."""

    trigger: Trigger = Field(default=Trigger.SEGMENT, title=_("Cases come in"))
    event: EntryEvent | None = Field(
        default=None, title=_("What happens"), json_schema_extra={"only_if": {"trigger": ["event"]}}
    )
    days_before: int | None = Field(
        default=None, ge=0, le=90, title=_("Days before the due date"),
        json_schema_extra={"only_if": {"event": ["due_approaching"]}},
    )  # fmt: skip
    schedule: Schedule | None = Field(
        default=None, title=_("Times"), json_schema_extra={"only_if": {"trigger": ["schedule"]}}
    )
    segment: RuleField | None = Field(default=None, title=_("Who enters"))
    first_day: date | None = Field(default=None, title=_("First day on which cases come in"))
    last_day: date | None = Field(default=None, title=_("Last day on which cases come in"))
    reentry: Reentry = Field(default=NEVER_AGAIN, title=_("May enter again after"))
    priority: int = Field(default=100, ge=1, le=1000, title=_("Priority (1 goes first)"))
    ceiling: Ceiling | None = Field(default=None, title=_("Daily ceilings"))
    lane: Lane = Field(default=Lane.NORMAL, title=_("Lane"))

    @property
    def rule(self) -> Rule:
        """The rule that admits cases; everybody if there is none."""
        return EVERYBODY if self.segment is None else self.segment

    def is_open_on(self, day: date) -> bool:
        """Whether cases come in on this day of the creditor."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    @property
    def reentry_after(self) -> timedelta | None:
        """How long after its end a case may enter again; None means never."""
        return None if self.reentry == NEVER_AGAIN else parse_duration(self.reentry)

    @model_validator(mode="after")
    def _fits_trigger(self) -> Self:
        if self.trigger is Trigger.SEGMENT and self.segment is None:
            raise PydanticCustomError("entry_without_rule", "no rule", {"field": "segment"})
        for trigger, name in ((Trigger.EVENT, "event"), (Trigger.SCHEDULE, "schedule")):
            given = getattr(self, name) is not None
            if given != (self.trigger is trigger):
                code = "not_for_this_trigger" if given else "missing_for_trigger"
                raise PydanticCustomError(code, "does not fit the trigger", {"field": name, "trigger": str(trigger)})
        if (self.days_before is not None) != (self.event is EntryEvent.DUE_APPROACHING):
            raise PydanticCustomError("days_before_due", "days and event do not fit", {"field": "days_before"})
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise PydanticCustomError("last_before_first", "the days are swapped", {"field": "last_day"})
        return self


@register
class Entry(Kind[EntryConfig]):
    """Lets everybody through: whoever lets cases in has already judged who may be here."""

    name = "entry"
    label = _("Entry")
    help = _("Where cases come in: by a rule, when something happens, at fixed times, or from another system.")
    group = KindGroup.ENTRY
    icon = "log-in"
    config = EntryConfig

    def outlets(self, config: EntryConfig) -> tuple[str, ...]:
        return ("next",)

    def entry_rules(self, config: EntryConfig) -> tuple[RuleUse, ...]:
        return (RuleUse("segment", config.rule),)

    def step(self, rows: Rows, config: EntryConfig, ctx: Context) -> Step:
        return Step(outlet=np.zeros(len(rows.at), dtype=np.int8))
