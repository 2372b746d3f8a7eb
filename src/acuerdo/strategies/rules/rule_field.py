"""A segment rule as a field of a node's settings."""

from typing import Annotated, Any

from pydantic import PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from acuerdo.segments.rules import Rule, parse_rule


def _read(value: Any) -> Rule:
    try:
        return parse_rule(value)
    except (ValidationError, RecursionError):
        # Pydantic would report every member of the union; one plain sentence helps more.
        raise PydanticCustomError("bad_rule", "not a rule") from None


RuleField = Annotated[Rule, PlainValidator(_read), WithJsonSchema({"type": "object", "format": "rule"})]
