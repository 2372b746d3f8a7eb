"""Entry: where cases come in, and which ones may."""

from datetime import timedelta
from typing import Annotated, Any

import numpy as np
from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.kinds import Context, Kind, NodeConfig, Rows, RuleUse, Step, register
from acuerdo.strategies.rules.rule_field import RuleField
from acuerdo.strategies.rules.words import gettext_noop as _

NEVER_AGAIN = "never"


def _read_reentry(value: Any) -> str:
    if value == NEVER_AGAIN or (isinstance(value, str) and parse_duration(value)):
        return str(value)
    raise PydanticCustomError("bad_duration", "not a duration: {given}", {"given": str(value)[:60]})


Reentry = Annotated[
    str, PlainValidator(_read_reentry), WithJsonSchema({"type": "string", "examples": [NEVER_AGAIN, "P90D"]})
]


class EntryConfig(NodeConfig):
    """Who comes in: a rule, how soon the same case may come again, and who wins when two strategies want it."""

    segment: RuleField = Field(title="Who enters")
    reentry: Reentry = Field(default=NEVER_AGAIN, title="May enter again after")
    priority: int = Field(default=100, ge=1, le=1000, title="Priority (1 goes first)")

    @property
    def reentry_after(self) -> timedelta | None:
        """How long after its end a case may enter again; None means never."""
        return None if self.reentry == NEVER_AGAIN else parse_duration(self.reentry)


@register
class Entry(Kind[EntryConfig]):
    """Lets everybody through: the entry scan has already judged who may be here."""

    name = "entry"
    label = _("Entry")
    help = _("Where cases come in. The rule says which ones.")
    config = EntryConfig

    def outlets(self, config: EntryConfig) -> tuple[str, ...]:
        return ("next",)

    def entry_rules(self, config: EntryConfig) -> tuple[RuleUse, ...]:
        return (RuleUse("segment", config.segment),)

    def step(self, rows: Rows, config: EntryConfig, ctx: Context) -> Step:
        return Step(outlet=np.zeros(len(rows.at), dtype=np.int8))
