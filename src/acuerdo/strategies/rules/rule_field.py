"""A segment rule as a field of a node's settings."""

from typing import Annotated, Any

from pydantic import PlainValidator, ValidationError, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from acuerdo.segments.rules import Rule, parse_rule, resolve

KNOWN = "known"
"""Where the context of a validation keeps the rules of segments and lists that rules may name. Without a context the
references stay, which is what checks and screens want."""


def _read(value: Any, info: ValidationInfo) -> Rule:
    try:
        rule = parse_rule(value)
    except (ValidationError, RecursionError):
        # Pydantic would report every member of the union; one plain sentence helps more.
        raise PydanticCustomError("bad_rule", "not a rule") from None
    return resolve(rule, info.context[KNOWN]) if info.context else rule


RuleField = Annotated[Rule, PlainValidator(_read), WithJsonSchema({"type": "object", "format": "rule"})]
