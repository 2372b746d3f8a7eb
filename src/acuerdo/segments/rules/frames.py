"""Rules as Polars expressions over a frame of cases (columns named by fact key)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, UnknownFact
from acuerdo.segments.rules.operators import LOWER, UPPER, operand
from acuerdo.segments.rules.resolving import name_of
from acuerdo.segments.rules.tree import AllOf, AnyOf, InSegment, NotOf, OnList, Rule


def to_polars(rule: Rule, today: date, *, custom: Iterable[Fact] = ()) -> pl.Expr:
    """Compile to a boolean expression without nulls; money columns are cents, dates are dates.

    Facts that are a function of today must already be in the frame as such. `custom` are the creditor's own facts.
    Raises `UnknownFact` or `BadValue`; documents that passed `check` and were resolved raise neither.
    """
    return _compile(rule, today, tuple(custom)).fill_null(value=False)


def _compile(rule: Rule, today: date, custom: Sequence[Fact]) -> pl.Expr:
    match rule:
        case AllOf(all_of=parts):
            return pl.all_horizontal([_compile(part, today, custom) for part in parts]) if parts else pl.lit(True)
        case AnyOf(any_of=parts):
            return pl.any_horizontal([_compile(part, today, custom) for part in parts]) if parts else pl.lit(False)
        case NotOf(not_of=part):
            return ~_compile(part, today, custom).fill_null(value=False)
        case InSegment() | OnList():
            raise UnknownFact(name_of(rule))
        case _:
            fact = facts.get(rule.fact, custom=custom)
            return _OPERATIONS[rule.op](pl.col(rule.fact), operand(fact.type, rule.op, rule.value, today))


def _fold(column: pl.Expr) -> pl.Expr:
    return column.str.replace_many(list(UPPER), list(LOWER))


def _is_in(column: pl.Expr, values: list[Any]) -> pl.Expr:
    return (column.cast(pl.Float64) if isinstance(values[0], float) else column).is_in(values)


_OPERATIONS: Mapping[str, Callable[[pl.Expr, Any], pl.Expr]] = {
    "=": lambda column, value: column == value,
    "!=": lambda column, value: column != value,
    "<": lambda column, value: column < value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    ">=": lambda column, value: column >= value,
    "between": lambda column, pair: column.is_between(*pair),
    "within_last_days": lambda column, pair: column.is_between(*pair),
    "within_next_days": lambda column, pair: column.is_between(*pair),
    "in": lambda column, values: _is_in(column, values),
    "not_in": lambda column, values: ~_is_in(column, values),
    "contains": lambda column, value: _fold(column).str.contains(value, literal=True),
    "starts_with": lambda column, value: _fold(column).str.starts_with(value),
    "is_set": lambda column, _: column.is_not_null(),
    "is_not_set": lambda column, _: column.is_null(),
}
