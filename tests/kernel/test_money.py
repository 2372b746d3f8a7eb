"""Money is exact and prints as its readers expect."""

from __future__ import annotations

import pytest

from acuerdo.kernel.money import Money, cents_of


@pytest.mark.parametrize(
    ("units", "cents"),
    [("100.00", 10_000), ("0.005", 1), ("-1.5", -150), ("240", 24_000), ("1234567.89", 123_456_789)],
)
def test_cents_of_rounds_half_up(units: str, cents: int) -> None:
    assert cents_of(units) == cents


@pytest.mark.parametrize("units", ["", "12,50", "NaN", "Infinity", "ten"])
def test_cents_of_refuses_what_is_no_amount(units: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        cents_of(units)


@pytest.mark.parametrize(
    ("money", "locale", "printed"),
    [
        (Money(24_000, "EUR"), "es", "240,00\xa0€"),
        (Money(24_000, "EUR"), "en", "€240.00"),
        (Money(123_456_700, "CLP"), "es_CL", "$1.234.567"),
    ],
)
def test_format_follows_locale_and_currency(money: Money, locale: str, printed: str) -> None:
    assert money.format(locale) == printed
