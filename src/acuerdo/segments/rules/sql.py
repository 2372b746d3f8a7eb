"""Rules as SQL conditions over `cases_casefacts` under the alias `f`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from acuerdo.cases.rules import column_sql
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, UnknownFact
from acuerdo.segments.rules.operators import LOWER, UPPER, operand
from acuerdo.segments.rules.resolving import name_of
from acuerdo.segments.rules.tree import AllOf, AnyOf, InSegment, NotOf, OnList, Rule


def to_sql(rule: Rule, today: date, *, custom: Iterable[Fact] = ()) -> tuple[str, list[Any]]:
    """Compile to a condition for `WHERE` over `cases_casefacts AS f`, and its parameters (psycopg `%s`).

    The condition may be null where Polars says false, which `WHERE` reads the same way; inside a `not` it is
    made false. Raises `UnknownFact` or `BadValue`; documents that passed `check` and were resolved raise neither.
    """
    parameters: list[Any] = []
    return _compile(rule, today, tuple(custom), parameters), parameters


def _compile(rule: Rule, today: date, custom: Sequence[Fact], parameters: list[Any]) -> str:
    match rule:
        case AllOf(all_of=parts):
            return _join(" AND ", "TRUE", [_compile(part, today, custom, parameters) for part in parts])
        case AnyOf(any_of=parts):
            return _join(" OR ", "FALSE", [_compile(part, today, custom, parameters) for part in parts])
        case NotOf(not_of=part):
            # Not true, so that null counts as false below a not. Without a not inside, and / or of null and
            # false are true exactly when they would be with false instead of null.
            return f"({_compile(part, today, custom, parameters)}) IS NOT TRUE"
        case InSegment() | OnList():
            raise UnknownFact(name_of(rule))
        case _:
            fact = facts.get(rule.fact, custom=custom)
            compared = operand(fact.type, rule.op, rule.value, today)
            template, bind = _OPERATIONS[rule.op]
            parameters.extend(bind(compared))
            return template.format(column=_column(fact, rule.op, compared, today))


def _column(fact: Fact, op: str, compared: object, today: date) -> str:
    if op not in _BLANK_IS_FALSE or fact.is_custom or fact.days_since or fact.derived is not None:
        column = column_sql(fact, today=f"DATE '{today.isoformat()}'")
    else:
        column = f'f."{fact.column}"'
    return _folded(column, str(compared)) if op in _SEARCHES else column


def _folded(column: str, searched: str) -> str:
    """Make only those letters small that the searched text holds: ASCII in one pass, others letter by letter.

    Folding the whole alphabet costs two seconds over a million rows; a letter that is not searched cannot match.
    """
    marked = [letter for letter in dict.fromkeys(searched) if letter in LOWER and not letter.isascii()]
    folded = f'lower({column} COLLATE "C")'
    if not marked:
        return folded
    capitals = "".join(UPPER[LOWER.index(letter)] for letter in marked)
    return f"translate({folded}, '{capitals}', '{''.join(marked)}')"


def _join(word: str, empty: str, parts: Sequence[str]) -> str:
    return "(" + word.join(parts) + ")" if parts else empty


def _one(value: object) -> list[Any]:
    return [value]


def _pair(values: Sequence[Any]) -> list[Any]:
    return list(values)


def _none(_: object) -> list[Any]:
    return []


_SEARCHES = frozenset({"contains", "starts_with"})
# The value of these is never blank, so a blank column fails them by itself.
_BLANK_IS_FALSE = _SEARCHES | {"=", "in"}

# Text is searched with strpos and starts_with, not LIKE: the searched text may hold % and _.
_OPERATIONS: Mapping[str, tuple[str, Callable[[Any], list[Any]]]] = {
    "=": ("{column} = %s", _one),
    "!=": ("{column} <> %s", _one),
    "<": ("{column} < %s", _one),
    "<=": ("{column} <= %s", _one),
    ">": ("{column} > %s", _one),
    ">=": ("{column} >= %s", _one),
    "between": ("{column} BETWEEN %s AND %s", _pair),
    "within_last_days": ("{column} BETWEEN %s AND %s", _pair),
    "within_next_days": ("{column} BETWEEN %s AND %s", _pair),
    "in": ("{column} = ANY(%s)", _one),
    "not_in": ("{column} <> ALL(%s)", _one),
    "contains": ("strpos({column}, %s) > 0", _one),
    "starts_with": ("starts_with({column}, %s)", _one),
    "is_set": ("{column} IS NOT NULL", _none),
    "is_not_set": ("{column} IS NULL", _none),
}
