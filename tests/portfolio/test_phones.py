"""Telephone numbers as people read them."""

from __future__ import annotations

import pytest

from acuerdo.portfolio.rules import printed_phone


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("+34910000101", "+34 910 00 01 01"),
        ("+442079460123", "+44 20 7946 0123"),
        ("910 000 101", "910 000 101"),
        ("+no", "+no"),
        ("+3491", "+3491"),
        ("ana@example.org", "ana@example.org"),
        ("", ""),
    ],
)
def test_a_number_is_printed_in_its_international_form(stored: str, printed: str) -> None:
    assert printed_phone(stored) == printed
