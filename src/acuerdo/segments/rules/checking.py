"""Faults of a rule, each with the fact and the place, before it may be saved or published."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, UnknownFact
from acuerdo.segments.rules.faults import Fault
from acuerdo.segments.rules.operators import ALL_OPERATORS, OPERATORS, BadValue, operand
from acuerdo.segments.rules.tree import (
    MAX_CONDITIONS,
    MAX_DEPTH,
    AllOf,
    AnyOf,
    Condition,
    NotOf,
    Rule,
    children,
    conditions,
)

# Any day will do: whether a written value can be read does not depend on it.
_SOME_DAY = date(2026, 1, 15)


def check(rule: Rule, *, custom: Iterable[Fact] = ()) -> list[Fault]:
    """List the faults of a rule, in the order of its conditions; none means both compilers accept it once resolved.

    `custom` are the creditor's own facts. Segments and lists it names are for `reference_faults`.
    """
    if sum(1 for _ in conditions(rule)) > MAX_CONDITIONS:
        return [Fault("", "", "too_large", f"a rule has at most {MAX_CONDITIONS} conditions")]
    if _depth(rule) > MAX_DEPTH:
        return [Fault("", "", "too_deep", f"groups may be nested {MAX_DEPTH} deep at most")]
    own = tuple(custom)
    return [fault for place, condition in _placed(rule, "") for fault in _faults(place, condition, own)]


def _depth(rule: Rule) -> int:
    deepest, level = 0, [rule]
    while level:
        deepest += 1
        level = [part for node in level for part in children(node)]
    return deepest


def _placed(rule: Rule, place: str) -> Iterator[tuple[str, Condition]]:
    match rule:
        case NotOf(not_of=part):
            yield from _placed(part, f"{place}.not".lstrip("."))
        case AllOf(all_of=parts):
            for number, part in enumerate(parts):
                yield from _placed(part, f"{place}.all[{number}]".lstrip("."))
        case AnyOf(any_of=parts):
            for number, part in enumerate(parts):
                yield from _placed(part, f"{place}.any[{number}]".lstrip("."))
        case Condition():
            yield place, rule
        case _:
            return


def _faults(place: str, condition: Condition, custom: Sequence[Fact]) -> Iterator[Fault]:
    key, op = condition.fact, condition.op
    try:
        fact = facts.get(key, custom=custom)
    except UnknownFact:
        yield Fault(place, key, "unknown_fact", "there is no fact of this name")
        return
    if op not in ALL_OPERATORS:
        yield Fault(place, key, "unknown_operator", f"there is no operator {op!r}")
        return
    if op not in OPERATORS[fact.type]:
        allowed = ", ".join(OPERATORS[fact.type])
        yield Fault(place, key, "wrong_operator", f"{op!r} does not suit a {fact.type}; use one of {allowed}")
        return
    try:
        value = operand(fact.type, op, condition.value, _SOME_DAY)
    except BadValue as reason:
        yield Fault(place, key, "bad_value", f"{op} {reason}")
        return
    yield from _unknown_choices(place, fact, value)


def _unknown_choices(place: str, fact: Fact, value: object) -> Iterator[Fault]:
    if not fact.choices or value is None:
        return
    known = [choice for choice, _ in fact.choices]
    given = value if isinstance(value, list) else [value]
    for each in given:
        if each not in known:
            yield Fault(place, fact.key, "bad_value", f"{each!r} is not one of {', '.join(known)}")
