"""Set a fact: writes a value into one of the creditor's own columns, for rules and texts further on."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import polars as pl
from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact
from acuerdo.segments.rules.operators import BadValue, operand
from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.acts import Act
from acuerdo.strategies.rules.fact_uses import fact_faults
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.kinds import Context, Known, NodeConfig, Rows, register
from acuerdo.strategies.rules.words import gettext_noop as _

OWN = "custom."
LONGEST_VALUE = 500
# Any day will do: whether a written value can be read does not depend on it.
_SOME_DAY = date(2026, 1, 15)


def _own(key: str) -> str:
    if not key.startswith(OWN):
        raise PydanticCustomError("only_own_facts", "not the creditor's own", {"fact": key[:80]})
    return key


def _plain(value: Any) -> bool | int | float | str:
    if not isinstance(value, bool | int | float | str) or len(str(value)) > LONGEST_VALUE:
        raise PydanticCustomError("not_a_plain_value", "not a plain value")
    return value


PlainValue = Annotated[
    bool | int | float | str,
    PlainValidator(_plain),
    WithJsonSchema({"type": ["boolean", "number", "string"], "format": "fact_value", "maxLength": LONGEST_VALUE}),
]


class SetFactConfig(NodeConfig):
    """Which fact, and the value as it would be written in a rule."""

    fact: Annotated[str, AfterValidator(_own)] = Field(
        max_length=80, title=_("Fact"), json_schema_extra={"format": "fact", "own": True}
    )
    value: PlainValue = Field(title=_("Value"))


def stored(value: Any, *, fact: Fact, today: date) -> Any:
    """Turn a written value into what stands in the creditor's own columns: money in cents, dates as ISO 8601.

    Raises `BadValue`.
    """
    read = operand(fact.type, "=", value, today)
    return read.isoformat() if isinstance(read, date) else read


@register
class SetFact(Act[SetFactConfig]):
    """Writes one value a row."""

    name = "set_fact"
    label = _("Set a fact")
    help = _("Writes a value into one of the creditor's own columns, for rules and texts further on.")
    group = KindGroup.DO
    icon = "pencil"
    config = SetFactConfig

    def find_faults(self, config: SetFactConfig, known: Known) -> Iterator[Fault]:
        unknown = list(fact_faults(config.fact, field="fact", custom=known.custom))
        if unknown:
            yield from unknown
            return
        try:
            stored(config.value, fact=facts.get(config.fact, custom=known.custom), today=_SOME_DAY)
        except BadValue as reason:
            yield Fault("bad_fact_value", field="value", details={"fact": config.fact, "problem": str(reason)})

    def effects(self, rows: Rows, config: SetFactConfig, ctx: Context) -> Mapping[str, pl.DataFrame]:
        fact = facts.get(config.fact, custom=ctx.custom)
        value = json.dumps(stored(config.value, fact=fact, today=ctx.today), ensure_ascii=False)
        written = rows.effect("custom_values", ctx.node, key=config.fact.removeprefix(OWN), value=value)
        return {"custom_values": written}
