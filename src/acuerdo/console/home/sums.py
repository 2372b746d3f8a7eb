"""Sums for tiles: whole units while they fit, then millions."""

from __future__ import annotations

from babel import Locale
from babel.numbers import format_currency

from acuerdo.console.parts import formats
from acuerdo.kernel.money import Money

# Above this a tile would wrap on a phone.
LONGEST_UNITS = 10_000_000


def whole_money(cents: int, currency: str) -> str:
    """A sum without its decimals: €10,762; from ten millions on: €12.3M."""
    units = Money(cents, currency).units
    if abs(units) >= LONGEST_UNITS:
        return formats.money_compact(cents, currency)
    pattern = Locale.parse(formats.locale()).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(units, currency, format=pattern, locale=formats.locale(), currency_digits=False)
