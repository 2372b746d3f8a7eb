"""Amounts: text with a decimal sign and perhaps thousands groups to whole hundredths."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from acuerdo.portfolio.importing.values.passes import two_passes

# Currency signs and codes, and every kind of space that spreadsheets put into numbers.
DECORATION = r"[\s\u00a0\u202f€$£]|EUR|USD|GBP|CLP|COP|PEN|MXN|S/\.?"
# Above this a cell is a mistake (an IBAN in the amount column); below it float arithmetic on cents is exact.
LARGEST_UNITS = 1e11


@dataclass(frozen=True, slots=True)
class AmountStyle:
    """How numbers are written: decimal sign, and thousands sign or empty."""

    decimal: str = "."
    thousands: str = ""

    @property
    def pattern(self) -> str:
        """Whole cells of this style. Groups must have three digits, so "12.50" is not read as 1250 under "1.234,56"."""
        decimals = rf"(?:{re.escape(self.decimal)}[0-9]{{1,6}})?"
        if not self.thousands:
            return rf"^[-+]?[0-9]+{decimals}$"
        sign = re.escape(self.thousands)
        return rf"^[-+]?(?:[0-9]+|[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+){decimals}$"


PLAIN = AmountStyle(".", "")
STYLES = (PLAIN, AmountStyle(",", ""), AmountStyle(",", "."), AmountStyle(".", ","), AmountStyle(".", "'"))


def cents(text: pl.Series, style: AmountStyle) -> pl.Series:
    """Hundredths as Int64, halves away from zero; null where the text is no amount of this style."""
    value = pl.col("value")
    # The nudge undoes binary fractions (1.005 is stored below 1.005); it is far below half a hundredth.
    rounded = (value.abs() * 100 + (0.5 + 1e-6)).floor() * value.sign()
    exact = pl.when(value.abs() < LARGEST_UNITS).then(rounded).cast(pl.Int64).alias(text.name)
    return numbers(text, style).to_frame("value").select(exact).to_series()


def numbers(text: pl.Series, style: AmountStyle) -> pl.Series:
    """Plain numbers as Float64; null where the text is no number of this style."""
    return two_passes(text, lambda cells: _plain(cells, style), lambda cells: _plain(_bare(cells), style))


def _plain(text: pl.Series, style: AmountStyle) -> pl.Series:
    number = text.str.replace_all(style.thousands, "", literal=True) if style.thousands else text
    if style.decimal != ".":
        number = number.str.replace(style.decimal, ".", literal=True)
    value = number.str.strip_prefix("+").cast(pl.Float64, strict=False)
    return value.set(~text.str.contains(style.pattern).fill_null(False), None)


def _bare(text: pl.Series) -> pl.Series:
    # Accounting writes less than nothing as (12.50) or 12.50-.
    plain = text.str.replace_all(DECORATION, "")
    return plain.str.replace(r"^\((.+)\)$", "-$1").str.replace(r"^([^-].*)-$", "-$1")


def style_of(cells: pl.Series) -> tuple[AmountStyle, bool]:
    """The style that fits most cells, the simplest first; and whether no other fits as many with another meaning."""
    given = cells.drop_nulls().unique(maintain_order=True)
    if given.is_empty():
        return PLAIN, True
    readings = [cents(given, style) for style in STYLES]
    scores = [reading.is_not_null().sum() for reading in readings]
    best = max(range(len(STYLES)), key=lambda each: (scores[each], -each))
    rivals = [
        reading
        for each, reading in enumerate(readings)
        if each != best and scores[each] == scores[best] and not reading.equals(readings[best], null_equal=True)
    ]
    return STYLES[best], not rivals
