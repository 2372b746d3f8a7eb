"""The rule document: all / any / not / condition / segment / list, with a JSON form people can read."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

# Deeper than this nobody can read, and a hostile document could exhaust the stack of a compiler.
MAX_DEPTH = 12
MAX_CONDITIONS = 200


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Condition(_Node):
    """One fact compared with a value; a missing fact never meets its condition."""

    fact: str
    op: str
    value: Any = None


class AllOf(_Node):
    """True when every part is; an empty list is true (everybody)."""

    all_of: tuple["Rule", ...] = Field(alias="all")


class AnyOf(_Node):
    """True when at least one part is; an empty list is false (nobody)."""

    any_of: tuple["Rule", ...] = Field(alias="any")


class NotOf(_Node):
    """True when its part is not, missing facts included."""

    not_of: "Rule" = Field(alias="not")


class InSegment(_Node):
    """True where the segment of that key selects the case; `resolve` puts its rule in this place."""

    segment: str = Field(min_length=1, max_length=60)


class OnList(_Node):
    """True where the person stands on the list of that key; `resolve` puts a condition on its members here."""

    on_list: str = Field(alias="list", min_length=1, max_length=60)


Reference = InSegment | OnList
Rule = AllOf | AnyOf | NotOf | Condition | InSegment | OnList
AllOf.model_rebuild()
AnyOf.model_rebuild()
NotOf.model_rebuild()
_ADAPTER: TypeAdapter[Rule] = TypeAdapter(Rule)

EVERYBODY = AllOf(all=())


def parse_rule(document: object) -> Rule:
    """Read the JSON form (a mapping); raises pydantic's `ValidationError` on any other shape.

    Structure only: whether facts, operators and values make sense is for `check`.
    """
    return _ADAPTER.validate_python(document)


def dump_rule(rule: Rule) -> dict[str, Any]:
    """Give the JSON form back; `parse_rule(dump_rule(r)) == r`."""
    match rule:
        case AllOf(all_of=parts):
            return {"all": [dump_rule(part) for part in parts]}
        case AnyOf(any_of=parts):
            return {"any": [dump_rule(part) for part in parts]}
        case NotOf(not_of=part):
            return {"not": dump_rule(part)}
        case InSegment(segment=key):
            return {"segment": key}
        case OnList(on_list=key):
            return {"list": key}
        case _:
            document = {"fact": rule.fact, "op": rule.op}
            return document if rule.value is None else {**document, "value": rule.value}


def children(rule: Rule) -> tuple[Rule, ...]:
    """Give the parts directly below a node."""
    match rule:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            return parts
        case NotOf(not_of=part):
            return (part,)
        case _:
            return ()


def conditions(rule: Rule) -> Iterator[Condition]:
    """Walk all conditions from left to right."""
    if isinstance(rule, Condition):
        yield rule
    for part in children(rule):
        yield from conditions(part)


def references(rule: Rule) -> Iterator[Reference]:
    """Walk the segments and lists that a rule names, from left to right."""
    if isinstance(rule, Reference):
        yield rule
    for part in children(rule):
        yield from references(part)


def facts_of(rule: Rule) -> frozenset[str]:
    """Name the facts a frame must carry for this rule, once it is resolved."""
    return frozenset(condition.fact for condition in conditions(rule))
