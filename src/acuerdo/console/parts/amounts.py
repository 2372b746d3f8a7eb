"""Amounts as people type them: "1.234,50", "1234.5", "€ 20"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from acuerdo.kernel.money import cents_of

_NOISE = re.compile(r"[\s€$]|EUR|CLP|COP|PEN|USD")


class AmountField(forms.CharField):
    """An amount above nothing; cleans to whole hundredths."""

    default_error_messages = {
        "unreadable": _("Write an amount such as 120.00."),
        "not_positive": _("The amount must be more than nothing."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_length": 20, "widget": widget, **kwargs})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = cents_of(read_amount(text))
        except ValueError as error:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from error
        if cents <= 0:
            raise ValidationError(self.error_messages["not_positive"], code="not_positive")
        return cents


def written_amount(cents: int) -> str:
    """An amount as a field holds it, with the reader's decimal sign; `read_amount` reads either back."""
    sign = "," if (get_language() or "").startswith("es") else "."
    return f"{cents / 100:.2f}".replace(".", sign)


def read_amount(text: str) -> Decimal:
    """Read an amount in either notation; raises ValueError. The last separator is the decimal one, unless three
    digits follow the only kind of separator there is ("1.234" is a thousand and more).
    """
    plain = _NOISE.sub("", text)
    if not re.fullmatch(r"-?\d[\d.,']*", plain):
        raise ValueError(text)
    plain = plain.replace("'", "")
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0:
        whole, cents = re.sub(r"[.,]", "", plain[:last]), plain[last + 1 :]
        is_grouping = len(cents) == 3 and (plain.count(plain[last]) > 1 or not re.search(r"[.,]", plain[:last]))
        plain = whole + cents if is_grouping else f"{whole}.{cents}"
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
