"""Amounts as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from acuerdo.console.parts.amounts import read_amount, written_amount


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("120", "120"),
        ("120,5", "120.5"),
        ("120.50", "120.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1.234", "1234"),
        ("1234.5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("€ 20", "20"),
        ("20 EUR", "20"),
    ],
)
def test_amount_in_either_notation(typed, meant):
    assert read_amount(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "diez", "12a", "--3", "1e5", ",5"])
def test_no_amount(typed):
    with pytest.raises(ValueError, match=r".*"):
        read_amount(typed)


@pytest.mark.parametrize(("language", "written"), [("es", "1234,05"), ("en", "1234.05")])
def test_fields_hold_amounts_with_the_sign_of_the_reader(language, written):
    with translation.override(language):
        assert (written_amount(123_405), read_amount(written_amount(123_405))) == (written, Decimal("1234.05"))
