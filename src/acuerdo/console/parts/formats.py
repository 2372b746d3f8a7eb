"""Numbers, money and time as people read them, by the reader's language and clock.

Instants are printed in the zone that is active: a member of staff's own (`StaffPreferences`), the one where a debtor
lives (`portal_page`), else the installation's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_compact_currency, format_decimal, format_percent
from django.utils import timezone, translation

from acuerdo.kernel.money import Money


def locale() -> str:
    """The reader's locale as babel names it. English here is European: 21 Nov 2026, 24 hours."""
    language = (translation.get_language() or "en").replace("-", "_")
    return "en_IE" if language == "en" else language


def money(cents: int, currency: str) -> str:
    return Money(cents, currency).format(locale())


def money_compact(cents: int, currency: str) -> str:
    """Large sums for tiles and axes: €1.2M; below 10,000 units printed in full."""
    amount = Money(cents, currency)
    if abs(amount.units) < 10_000:
        return amount.format(locale())
    return format_compact_currency(amount.units, currency, locale=locale(), fraction_digits=1)


def amount(cents: int) -> str:
    """A sum whose currency stands elsewhere: 2,411.56."""
    return format_decimal(Decimal(cents) / 100, format="#,##0.00", locale=locale())


def number(value: float) -> str:
    return format_decimal(value, locale=locale())


def percent(share: float, *, digits: int = 0) -> str:
    """A share of 1 as percent: 0.614 → "61 %"."""
    pattern = {"es": "#,##0{} %"}.get(locale()[:2], "#,##0{}%")
    return format_percent(share, format=pattern.format("." + "0" * digits if digits else ""), locale=locale())


def day(value: date, *, width: str = "medium") -> str:
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return _printed_day(value, width, locale())


@lru_cache(maxsize=4_096)
def _printed_day(value: date, width: str, locale: str) -> str:
    # Debts fall due on the same few days, and Babel reads its pattern anew for each.
    return format_date(value, format=width, locale=locale)


def day_of_year(value: date, *, now: datetime) -> str:
    """For narrow columns: "2 Sept", with the year only if it is another."""
    is_this_year = value.year == timezone.localdate(now).year
    return format_date(value, format="d MMM" if is_this_year else "d MMM y", locale=locale())


def moment(value: datetime) -> str:
    return format_datetime(timezone.localtime(value), "d MMM y, HH:mm", locale=locale())


def hour(value: datetime) -> str:
    return f"{timezone.localtime(value):%H:%M}"


def ago(value: datetime, *, now: datetime) -> str:
    """ "3 hours ago", "in 2 days"; older or later than a month: the date."""
    distance = value - now
    if abs(distance) > timedelta(days=31):
        return day(value)
    return format_timedelta(distance, add_direction=True, locale=locale(), threshold=1.2)


def size(bytes_: int) -> str:
    """File sizes: 3.2 MB, decimal units."""
    amount, unit = float(bytes_), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    digits = "#,##0" if unit == "B" else "#,##0.#"
    return f"{format_decimal(amount, format=digits, locale=locale())} {unit}"
