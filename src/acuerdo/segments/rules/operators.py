"""Which operator suits which type of fact, and what a written value means.

Both compilers take their operands from `operand`, so "100.00" or "today-30" cannot mean two things.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from acuerdo.kernel.facts import FactType

_ORDER = ("=", "!=", "<", "<=", ">", ">=", "between")
_SET = ("in", "not_in")
_PRESENCE = ("is_set", "is_not_set")

OPERATORS: Mapping[FactType, tuple[str, ...]] = {
    FactType.MONEY: (*_ORDER, *_PRESENCE),
    FactType.NUMBER: (*_ORDER, *_SET, *_PRESENCE),
    FactType.DATE: (*_ORDER, "within_last_days", "within_next_days", *_PRESENCE),
    FactType.TEXT: ("=", "!=", *_SET, "contains", "starts_with", *_PRESENCE),
    FactType.CHOICE: ("=", "!=", *_SET, *_PRESENCE),
    FactType.BOOL: ("=", "!=", *_PRESENCE),
}
ALL_OPERATORS = frozenset(op for ops in OPERATORS.values() for op in ops)

_TODAY = re.compile(r"^today(?:\s*([+-])\s*(\d{1,5}))?$")
# 2^53: above it a float column could not tell neighbours apart and SQL and Polars would differ.
_LARGEST = 9_007_199_254_740_991
MAX_LIST = 1_000
MAX_DAYS = 36_500

# Searching in text ignores case for ASCII and Latin-1 letters. A fixed table instead of lower():
# PostgreSQL and Rust disagree about lower() for a few hundred characters.
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ"
LOWER = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ"
_FOLD = str.maketrans(UPPER, LOWER)


class BadValue(ValueError):
    """The written value cannot be used with this fact and operator."""


def operand(fact_type: FactType, op: str, value: Any, today: date) -> Any:
    """Turn a written value into the value to compare with (cents, number, date, text, bool, list, pair).

    Raises `BadValue` with the reason. `within_…_days` give a pair of dates, both included.
    """
    if op in _PRESENCE:
        if value is not None:
            raise BadValue("takes no value")
        return None
    if op in ("within_last_days", "within_next_days"):
        return _window(op, value, today)
    read = _READERS[fact_type]
    if op in _SET:
        return _many(value, read, today)
    if op == "between":
        return _range(value, read, today)
    if op in ("contains", "starts_with"):
        return _text(value, today).translate(_FOLD)
    return read(value, today)


def _window(op: str, value: object, today: date) -> tuple[date, date]:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DAYS:
        raise BadValue(f"needs a whole number of days from 0 to {MAX_DAYS}")
    span = timedelta(days=value)
    return (today - span, today) if op == "within_last_days" else (today, today + span)


def _range(value: object, read: Callable[[Any, date], Any], today: date) -> tuple[Any, Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise BadValue("needs two values: from and to")
    low, high = (read(each, today) for each in value)
    # Dates may cross as time goes by ("today" to "2026-03-01"); then the span is empty.
    if low > high and not isinstance(low, date):
        raise BadValue("the first value is above the second")
    return (low, high)


def _many(value: object, read: Callable[[Any, date], Any], today: date) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise BadValue("needs a list with at least one value")
    if len(value) > MAX_LIST:
        raise BadValue(f"takes at most {MAX_LIST} values")
    values = [read(each, today) for each in value]
    # A list has one type, in SQL and in Polars.
    return [float(each) if isinstance(each, int) else each for each in values]


def _money(value: object, _today: date) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadValue('needs an amount in currency units, such as "100.00"')
    try:
        cents = Decimal(value) * 100
        whole = cents == cents.to_integral_value()
    except InvalidOperation:
        raise BadValue('needs an amount in currency units, such as "100.00"') from None
    if not cents.is_finite() or not whole or abs(cents) > _LARGEST:
        raise BadValue("needs an amount with at most two decimals")
    return int(cents)


def _number(value: object, _today: date) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        raise BadValue("needs a number")
    return value


def _date(value: object, today: date) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        if relative := _TODAY.match(value):
            days = int(relative.group(2) or 0)
            return today + timedelta(days=-days if relative.group(1) == "-" else days)
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue('needs a date such as "2026-03-31", or "today", "today-30", "today+7"')


def _text(value: object, _today: date) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise BadValue("needs a text")
    return value


def _bool(value: object, _today: date) -> bool:
    if not isinstance(value, bool):
        raise BadValue("needs true or false")
    return value


_READERS: Mapping[FactType, Callable[[Any, date], Any]] = {
    FactType.MONEY: _money,
    FactType.NUMBER: _number,
    FactType.DATE: _date,
    FactType.TEXT: _text,
    FactType.CHOICE: _text,
    FactType.BOOL: _bool,
}
