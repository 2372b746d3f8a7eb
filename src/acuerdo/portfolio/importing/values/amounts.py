"""Amounts: text with a decimal sign and perhaps thousands groups to whole hundredths."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

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
        decimals = rf"(?:{re.escape(self.decimal)}\d{{1,6}})?"
        if not self.thousands:
            return rf"^[-+]?\d+{decimals}$"
        sign = re.escape(self.thousands)
        return rf"^[-+]?(?:\d+|\d{{1,3}}(?:{sign}\d{{3}})+){decimals}$"


PLAIN = AmountStyle(".", "")
STYLES = (PLAIN, AmountStyle(",", ""), AmountStyle(",", "."), AmountStyle(".", ","), AmountStyle(".", "'"))


def cents(text: pl.Expr, style: AmountStyle) -> pl.Expr:
    """Hundredths as Int64, halves away from zero; null where the text is no amount of this style."""
    bare = _bare(text)
    number = bare.str.replace_all(style.thousands, "", literal=True) if style.thousands else bare
    if style.decimal != ".":
        number = number.str.replace(style.decimal, ".", literal=True)
    value = pl.when(bare.str.contains(style.pattern)).then(number.str.strip_prefix("+")).cast(pl.Float64, strict=False)
    # The nudge undoes binary fractions (1.005 is stored below 1.005); it is far below half a hundredth.
    rounded = (value.abs() * 100 + 0.5 + 1e-6).floor() * pl.when(value < 0).then(-1).otherwise(1)
    return pl.when(value.abs() < LARGEST_UNITS).then(rounded).cast(pl.Int64)


def numbers(text: pl.Expr, style: AmountStyle) -> pl.Expr:
    """Plain numbers as Float64, for a creditor's own columns."""
    bare = _bare(text)
    number = bare.str.replace_all(style.thousands, "", literal=True) if style.thousands else bare
    if style.decimal != ".":
        number = number.str.replace(style.decimal, ".", literal=True)
    return pl.when(bare.str.contains(style.pattern)).then(number.str.strip_prefix("+")).cast(pl.Float64, strict=False)


def _bare(text: pl.Expr) -> pl.Expr:
    # Accounting writes less than nothing as (12.50) or 12.50-.
    return text.str.replace_all(DECORATION, "").str.replace(r"^\((.+)\)$", "-$1").str.replace(r"^([^-].*)-$", "-$1")


def style_of(cells: pl.Series) -> tuple[AmountStyle, bool]:
    """The style that fits most cells, the simplest first; and whether no other fits as many with another meaning."""
    given = cells.drop_nulls().unique(maintain_order=True)
    if given.is_empty():
        return PLAIN, True
    readings = [_reading(given, style) for style in STYLES]
    scores = [reading.is_not_null().sum() for reading in readings]
    best = max(range(len(STYLES)), key=lambda each: (scores[each], -each))
    rivals = [
        reading
        for each, reading in enumerate(readings)
        if each != best and scores[each] == scores[best] and not reading.equals(readings[best], null_equal=True)
    ]
    return STYLES[best], not rivals


def _reading(cells: pl.Series, style: AmountStyle) -> pl.Series:
    return pl.select(cents(pl.lit(cells), style).alias("cents")).to_series()
