"""Values as people read them: money, dates and numbers by locale.

Whole columns at a time: what a locale does to numbers is learnt once from babel, then each value costs an f-string
(babel itself takes 30 to 50 µs a value). A property test holds the two equal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from acuerdo.content.rules.tokens import TokenSpec, TokenType

# What a token of each type may be written as; the first is meant when none is named.
FORMATS: Mapping[TokenType, tuple[str, ...]] = {
    "money": ("money", "money:whole"),
    "number": ("number", "number:1", "number:2"),
    "date": ("date", "date:short", "date:weekday"),
    "text": ("text", "text:upper"),
    "choice": ("choice",),
    "bool": ("bool",),
    "link": ("link",),
    "colour": ("colour",),
    "rows": ("rows",),
}
# Letters keep their language; spelling and order of numbers and dates follow the country most readers are in.
_LOCALES = {"es": "es_ES", "en": "en_GB"}
_YES_NO = {"es": ("sí", "no"), "en": ("yes", "no")}
_DATE_PATTERNS = {"date": "long", "date:short": "medium", "date:weekday": "full"}


def locale_of(language: str) -> str:
    """The locale that a language's numbers and dates are written in."""
    return _LOCALES.get(language, language.replace("-", "_"))


class BadFormat(ValueError):
    """A format that a token's type does not take."""


def format_column(
    values: Sequence[Any], *, spec: TokenSpec, form: str | None, language: str, currencies: Sequence[str]
) -> list[str | None]:
    """Write a column of raw values (money as cents, dates as dates) for people; missing and empty stay missing.

    `currencies` has one ISO code a row and is read for money only. Raises `BadFormat`.
    """
    allowed = FORMATS[spec.type]
    chosen = form or allowed[0]
    if chosen not in allowed:
        raise BadFormat(f"{spec.key} is {spec.type}: it can be written as {', '.join(allowed)}, not {chosen}")
    if spec.type == "money":
        return _money_column(values, currencies, locale_of(language), chosen)
    write = _writer(spec, chosen, language)
    return [None if value is None or value == "" else write(value) for value in values]


def _money_column(values: Sequence[Any], currencies: Sequence[str], locale: str, form: str) -> list[str | None]:
    only = currencies[0] if currencies and len(set(currencies)) == 1 else None
    if only is not None:
        write = money_writer(only, locale, form)
        return [None if value is None else write(value) for value in values]
    return [
        None if value is None else money_writer(currency, locale, form)(value)
        for value, currency in zip(values, currencies, strict=True)
    ]


def _writer(spec: TokenSpec, form: str, language: str) -> Callable[[Any], str]:
    locale = locale_of(language)
    if spec.type == "date":
        return lambda value: _date(value, form, locale)
    if spec.type == "number":
        return lambda value: _number(value, form, locale)
    if spec.type == "bool":
        yes, no = _YES_NO.get(language[:2], _YES_NO["en"])
        return lambda value: yes if value else no
    if spec.type == "choice":
        labels = {key: words.in_language(language) for key, words in spec.choices}
        return lambda value: labels.get(value, str(value))
    if form == "text:upper":
        return lambda value: one_line(str(value)).upper()
    return lambda value: one_line(str(value))


def one_line(text: str) -> str:
    """A value without line breaks and control characters, so that it cannot add lines or headers."""
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=4096)
def _date(value: date, form: str, locale: str) -> str:
    return format_date(value, format=_DATE_PATTERNS[form], locale=locale)


@lru_cache(maxsize=4096)
def _number(value: float | Decimal, form: str, locale: str) -> str:
    if form == "number":
        return format_decimal(value, locale=locale)
    places = "0" * int(form.rsplit(":", 1)[1])
    return format_decimal(value, format=f"#,##0.{places}", locale=locale)


class MoneyWriter(Protocol):
    """Writes an amount given in hundredths."""

    def __call__(self, cents: int, /) -> str: ...


@dataclass(frozen=True, slots=True)
class _MoneyPattern:
    before: str
    after: str
    before_minus: str
    after_minus: str
    group: str
    point: str
    decimals: int

    def __call__(self, cents: int, /) -> str:
        size = abs(cents)
        if self.decimals == 2:
            whole, rest = divmod(size, 100)
            figures = f"{whole:,}".replace(",", self.group) + f"{self.point}{rest:02d}"
        else:
            # Half to even, as babel rounds.
            figures = f"{round(Decimal(size) / 100):,}".replace(",", self.group)
        if cents < 0 and any(digit in figures for digit in "123456789"):
            return f"{self.before_minus}{figures}{self.after_minus}"
        return f"{self.before}{figures}{self.after}"


@lru_cache(maxsize=256)
def money_writer(currency: str, locale: str, form: str) -> MoneyWriter:
    """How amounts of a currency are written in a locale; `money:whole` leaves out cents that are zero."""
    pattern = _learn(currency, locale, "")
    if form == "money" or pattern.decimals == 0:
        return pattern
    whole = _learn(currency, locale, "whole")
    return lambda cents: whole(cents) if cents % 100 == 0 else pattern(cents)


def _learn(currency: str, locale: str, form: str) -> _MoneyPattern:
    """Read separators and places of sign and currency off what babel writes for one known number."""
    shape = _pattern_without_decimals(locale) if form == "whole" else None
    figure = Decimal("1111111.11")
    plus, minus = (
        format_currency(amount, currency, format=shape, locale=locale, currency_digits=form != "whole")
        for amount in (figure, -figure)
    )
    figures = plus[plus.index("1") : plus.rindex("1") + 1]
    has_decimals = figures.count("1") == 9
    return _MoneyPattern(
        before=plus[: plus.index("1")],
        after=plus[plus.rindex("1") + 1 :],
        before_minus=minus[: minus.index("1")],
        after_minus=minus[minus.rindex("1") + 1 :],
        group="" if figures[1] == "1" else figures[1],
        point=figures[-3] if has_decimals else "",
        decimals=2 if has_decimals else 0,
    )


def _pattern_without_decimals(locale: str) -> str:
    pattern: str = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.replace(".00", "")


def format_rows(debts: Iterable[Mapping[str, Any]], *, language: str, currency: str) -> list[list[str]]:
    """The debts of one person as texts for the table: reference or product, due date, balance."""
    locale = locale_of(language)
    write = money_writer(currency, locale, "money")
    return [
        [
            one_line(str(debt["reference"])),
            _date(debt["due_date"], "date:short", locale) if debt["due_date"] else "",
            write(debt["balance_cents"]),
        ]
        for debt in debts
    ]


def part_values(cents: int, *, language: str, currency: str, most: int = 24) -> dict[str, str]:
    """What one of 2, 3, … equal payments comes to, rounded up to the cent: `page.part_3` of 100.00 is 33.34."""
    write = money_writer(currency, locale_of(language), "money")
    return {f"page.part_{parts}": write(-(-cents // parts)) for parts in range(2, most + 1)}
