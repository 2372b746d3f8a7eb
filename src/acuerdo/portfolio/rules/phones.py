"""Telephone numbers as people read them; they are stored as E.164."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=4_096)
def printed_phone(value: str) -> str:
    """A number in its international form ("+34 910 00 01 01"); what is no number with its country, as it stands."""
    if not value.startswith("+"):
        return value
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    if not phonenumbers.is_possible_number(number):
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
