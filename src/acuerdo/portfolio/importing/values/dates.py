"""Dates: text in one of the usual orders to dates, and which order a column is written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from acuerdo.portfolio.importing.values.passes import two_passes

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
MONTH_FIRST_COUNTRIES = frozenset({"US"})


@dataclass(frozen=True, slots=True)
class DateReading:
    """A column's date format; `rival` is another that fits as well and would give other days."""

    format: str
    rival: str | None = None

    @property
    def certain(self) -> bool:
        return self.rival is None


def dates(text: pl.Series, form: str) -> pl.Series:
    """Dates between 1900 and 2099; a time of day after the date is left out."""
    if form == SERIAL:
        return _serial(text)
    if " " in form:
        return _dates(text, form)
    return two_passes(text, lambda cells: _dates(cells, form), lambda cells: _dates(_without_time(cells), form))


def _dates(text: pl.Series, form: str) -> pl.Series:
    day = text.set(text.str.len_bytes() != len("31122026"), None) if form in ("%Y%m%d", "%d%m%Y") else text
    value = day.str.to_date(form, strict=False)
    # Without four digits %Y reads the year 13.
    return value.set(~value.is_between(FIRST, LAST).fill_null(True), None)


def _without_time(text: pl.Series) -> pl.Series:
    return text.str.extract(r"^([^\sT]+)", 1)


def _serial(text: pl.Series) -> pl.Series:
    days = pl.col("days").str.replace(r"\.0+$", "").cast(pl.Int32, strict=False)
    inside = days.is_between(*SERIAL_RANGE)
    counted = pl.when(inside).then(pl.lit(SERIAL_ZERO) + pl.duration(days=days)).alias(text.name)
    return text.to_frame("days").select(counted).to_series()


def format_of(cells: pl.Series, *, country: str = "ES") -> DateReading | None:
    """The format that fits the most cells of a column; none if less than half of them are dates.

    Day before month wins where both fit, but for countries that write the month first; the rival is told.
    """
    given = cells.drop_nulls().unique(maintain_order=True)
    if given.is_empty():
        return None
    readings = {form: dates(given, form) for form in FORMATS}
    fits = {form: int(reading.is_not_null().sum()) for form, reading in readings.items()}
    order = sorted(FORMATS, key=lambda form: (-fits[form], _late(form, country), FORMATS.index(form)))
    best = order[0]
    if fits[best] * 2 < given.len():
        return None
    rivals = (each for each in order[1:] if fits[each] == fits[best] and not readings[each].equals(readings[best]))
    return DateReading(best, next(rivals, None))


def rival_of(cells: pl.Series, form: str) -> str | None:
    """Another format that fits these cells as well as this one and would give other days; None if there is none."""
    given = cells.drop_nulls().unique(maintain_order=True)
    read = dates(given, form)
    for other in FORMATS:
        reading = dates(given, other)
        if reading.null_count() <= read.null_count() and (read != reading).fill_null(False).any():
            return other
    return None


def _late(form: str, country: str) -> bool:
    month_first = form.startswith("%m")
    day_first = form.startswith("%d")
    return day_first if country in MONTH_FIRST_COUNTRIES else month_first
