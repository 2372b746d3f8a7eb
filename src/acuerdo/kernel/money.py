"""Amounts of money as whole hundredths of a currency unit.

Every amount in the database and in frames is an integer of hundredths (`*_cents`), also for currencies
that print no decimals (CLP) so that rules, sums and frames need no exponent per row. See ADR 0008.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import format_currency

HUNDREDTHS = Decimal(100)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount; `cents` may be negative, `currency` is ISO 4217."""

    cents: int
    currency: str

    @property
    def units(self) -> Decimal:
        return Decimal(self.cents) / HUNDREDTHS

    def format(self, locale: str) -> str:
        """Print for people, by the locale's rules and the currency's own number of decimals."""
        return _printed(self.cents, self.currency, locale.replace("-", "_"))


@lru_cache(maxsize=8_192)
def _printed(cents: int, currency: str, locale: str) -> str:
    # A page prints the same few amounts several times, and Babel takes a tenth of a millisecond for each.
    return format_currency(Decimal(cents) / HUNDREDTHS, currency, locale=locale)


def cents_of(units: Decimal | str) -> int:
    """Turn units ("100.00") into hundredths; raises ValueError for what is no amount."""
    try:
        amount = Decimal(units)
    except InvalidOperation as error:
        raise ValueError(f"{units!r} is not an amount") from error
    if not amount.is_finite():
        raise ValueError(f"{units!r} is not an amount")
    return int((amount * HUNDREDTHS).to_integral_value(rounding=ROUND_HALF_UP))
