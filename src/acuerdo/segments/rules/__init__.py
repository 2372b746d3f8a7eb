"""Rules over facts: one small tree, read as SQL (whole database) and as Polars (batches, simulation).

`tree` is the document, `operators` says which operator suits which type of fact and what a value means,
`resolving` puts the rules of named segments and lists in their place, `sql` and `frames` compile, `checking` names
faults, `words` says a rule in Spanish or English.
"""

from acuerdo.segments.rules.checking import check
from acuerdo.segments.rules.faults import Fault
from acuerdo.segments.rules.frames import to_polars
from acuerdo.segments.rules.resolving import (
    CannotResolve,
    Known,
    find_faults,
    name_of,
    named_by,
    reference_faults,
    resolve,
)
from acuerdo.segments.rules.sql import to_sql
from acuerdo.segments.rules.tree import (
    AllOf,
    AnyOf,
    Condition,
    InSegment,
    NotOf,
    OnList,
    Rule,
    dump_rule,
    facts_of,
    parse_rule,
    references,
)
from acuerdo.segments.rules.words import describe

__all__ = [
    "AllOf",
    "AnyOf",
    "CannotResolve",
    "Condition",
    "Fault",
    "InSegment",
    "Known",
    "NotOf",
    "OnList",
    "Rule",
    "check",
    "describe",
    "dump_rule",
    "facts_of",
    "find_faults",
    "name_of",
    "named_by",
    "parse_rule",
    "reference_faults",
    "references",
    "resolve",
    "to_polars",
    "to_sql",
]
