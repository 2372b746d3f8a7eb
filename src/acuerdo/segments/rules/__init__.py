"""Rules over facts: one small tree, read as SQL (whole database) and as Polars (batches, simulation).

`tree` is the document, `operators` says which operator suits which type of fact and what a value means,
`sql` and `frames` compile, `checking` names faults, `words` says a rule in Spanish or English.
"""

from acuerdo.segments.rules.checking import Fault, check
from acuerdo.segments.rules.frames import to_polars
from acuerdo.segments.rules.sql import to_sql
from acuerdo.segments.rules.tree import (
    AllOf,
    AnyOf,
    Condition,
    NotOf,
    Rule,
    dump_rule,
    facts_of,
    parse_rule,
)
from acuerdo.segments.rules.words import describe

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Fault",
    "NotOf",
    "Rule",
    "check",
    "describe",
    "dump_rule",
    "facts_of",
    "parse_rule",
    "to_polars",
    "to_sql",
]
