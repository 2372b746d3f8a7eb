"""The creditor's own facts that a strategy file names, with types presumed from how it uses them.

What a creditor's own columns are is known to the database only; a file is simulated without one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from acuerdo.kernel.facts import Fact, FactType, Words
from acuerdo.segments.rules import Condition, Rule
from acuerdo.segments.rules.operators import OPERATORS, BadValue, operand
from acuerdo.segments.rules.tree import children
from acuerdo.strategies.nodes.set_fact import SetFactConfig
from acuerdo.strategies.nodes.wait import WaitConfig
from acuerdo.strategies.rules.graph import Graph

# The first type under which every use makes sense is presumed. "100.00" is an amount before it is a text.
ORDER = (FactType.BOOL, FactType.NUMBER, FactType.DATE, FactType.MONEY, FactType.TEXT)
OWN = "custom."
# Any day will do: whether a written value can be read does not depend on it.
_SOME_DAY = date(2026, 1, 15)

Use = tuple[str, Any]


class CannotPresume(ValueError):
    """An own fact is used in ways that no type allows."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is used as different types")
        self.key = key


def with_own_facts(graph: Graph) -> Graph:
    """Declare the own facts that a graph uses and nobody declared. Raises `CannotPresume`."""
    uses: dict[str, list[Use]] = defaultdict(list)
    for key, use in _uses(graph):
        if key.startswith(OWN):
            uses[key].append(use)
    declared = {fact.key for fact in graph.custom}
    presumed = tuple(_fact(key, uses[key]) for key in sorted(uses) if key not in declared)
    return replace(graph, custom=(*graph.custom, *presumed))


def _uses(graph: Graph) -> Iterator[tuple[str, Use]]:
    for node in graph.nodes:
        for use in (*node.kind.rules(node.settings), *node.kind.entry_rules(node.settings)):
            yield from _in_rule(use.rule)
        for key in node.facts:
            yield key, ("is_set", None)
        match node.settings:
            case SetFactConfig(fact=key, value=value):
                yield key, ("=", value)
            case WaitConfig(until_date=until) if until is not None:
                yield until.fact, ("within_last_days", 1)


def _in_rule(rule: Rule) -> Iterator[tuple[str, Use]]:
    if isinstance(rule, Condition):
        yield rule.fact, (rule.op, rule.value)
    for part in children(rule):
        yield from _in_rule(part)


def _fact(key: str, uses: list[Use]) -> Fact:
    for kind in ORDER:
        if all(_fits(kind, *use) for use in uses):
            name = key.removeprefix(OWN)
            return Fact(key, kind, Words(es=name, en=name), Words(es="", en=""), column=name)
    raise CannotPresume(key)


def _fits(kind: FactType, op: str, value: Any) -> bool:
    try:
        operand(kind, op, value, _SOME_DAY)
    except BadValue:
        return False
    return op in OPERATORS[kind]
