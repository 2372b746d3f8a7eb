"""Amounts as people write them: "1.234,50", "1234.5", "50 €"."""

from __future__ import annotations

import re

from django.utils.translation import get_language


class NotAnAmount(ValueError):
    """The text cannot be read as an amount."""


def cents_of_text(text: str) -> int:
    """Read an amount in units, decimal comma or point, into cents; raises `NotAnAmount`.

    A single separator followed by three digits ("1.234") is thousands: nobody means a thousandth of a euro.
    """
    bare = re.sub(r"[^\d.,]", "", text)
    found = re.fullmatch(r"(\d{1,3}(?:[.,]?\d{3})*|\d+)(?:[.,](\d{1,2}))?", bare)
    if not found or len(bare) > 15:
        raise NotAnAmount(text)
    units = re.sub(r"[.,]", "", found.group(1))
    return int(units) * 100 + int((found.group(2) or "0").ljust(2, "0"))


def written_amount(cents: int) -> str:
    """Write an amount as a field holds it, with the reader's decimal sign; `cents_of_text` reads either back."""
    sign = "," if (get_language() or "").startswith("es") else "."
    return f"{cents // 100}{sign}{cents % 100:02d}"
