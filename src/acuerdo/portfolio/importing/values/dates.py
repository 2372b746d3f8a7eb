"""Dates: text in one of the usual orders to dates, and which order a column is written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

# strptime forms; single digits are read too ("1/2/2013"). `serial` is a spreadsheet's day number.
SERIAL = "serial"
FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d%m%Y",
    "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", SERIAL,
)  # fmt: skip
FIRST, LAST = date(1900, 1, 1), date(2099, 12, 31)
# Day zero of spreadsheets, with their invented 29 February 1900 taken into account.
SERIAL_ZERO = date(1899, 12, 30)
# Day numbers of 1950 to 2078; smaller numbers in a date column are years or mistakes.
SERIAL_RANGE = (18_264, 65_380)
# What a column must match to be tried at all: keeps "%d%m%Y" off "%Y%m%d" columns of impossible months only.
MONTH_FIRST_COUNTRIES = frozenset({"US"})


@dataclass(frozen=True, slots=True)
class DateReading:
    """A column's date format; `rival` is another that fits as well and would give other days."""

    format: str
    rival: str | None = None

    @property
    def certain(self) -> bool:
        return self.rival is None


def dates(text: pl.Expr, form: str) -> pl.Expr:
    """Dates between 1900 and 2099 as Date; a time of day after the date is left out."""
    if form == SERIAL:
        days = text.str.replace(r"\.0+$", "").cast(pl.Int32, strict=False)
        inside = days.is_between(*SERIAL_RANGE)
        return pl.when(inside).then(pl.lit(SERIAL_ZERO) + pl.duration(days=days))
    day = text if " " in form else text.str.extract(r"^([^\sT]+)", 1)
    if form in ("%Y%m%d", "%d%m%Y"):
        day = pl.when(day.str.len_bytes() == 8).then(day)
    # %y of 1930 to 2029, as strptime does; without a four digit year "13" would be the year 13.
    value = day.str.to_date(form, strict=False)
    return pl.when(value.is_between(FIRST, LAST)).then(value)


def format_of(cells: pl.Series, *, country: str = "ES") -> DateReading | None:
    """The format that fits the most cells of a column; none if less than half of them are dates.

    Day before month wins where both fit, but for countries that write the month first; the rival is told.
    """
    given = cells.drop_nulls().unique(maintain_order=True)
    if given.is_empty():
        return None
    readings = {form: pl.select(dates(pl.lit(given), form).alias("date")).to_series() for form in FORMATS}
    fits = {form: int(reading.is_not_null().sum()) for form, reading in readings.items()}
    order = sorted(FORMATS, key=lambda form: (-fits[form], _late(form, country), FORMATS.index(form)))
    best = order[0]
    if fits[best] * 2 < given.len():
        return None
    rivals = (each for each in order[1:] if fits[each] == fits[best] and not readings[each].equals(readings[best]))
    return DateReading(best, next(rivals, None))


def _late(form: str, country: str) -> bool:
    month_first = form.startswith("%m")
    day_first = form.startswith("%d")
    return day_first if country in MONTH_FIRST_COUNTRIES else month_first
