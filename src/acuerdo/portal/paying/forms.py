from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acuerdo.portal.paying.amounts import NotAnAmount, cents_of_text


class AmountField(forms.CharField):
    """An amount as people write it; cleans to cents."""

    def __init__(self, *, label: Any, required: bool = True) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "input"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), label=label, required=required)

    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return cents_of_text(text)
        except NotAnAmount:
            raise ValidationError(_("Write an amount, for example 50 or 49.90.")) from None


class PayForm(forms.Form):
    """All, or an amount of one's own. `key` makes pressing the button twice the same as once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    how_much = forms.ChoiceField(choices=[("all", _("Everything")), ("other", _("Another amount"))], initial="all")
    amount = AmountField(required=False, label=_("Amount"))

    def cents(self, *, balance_cents: int) -> int | None:
        """The amount chosen; None if another amount was chosen and none written."""
        if self.cleaned_data["how_much"] == "all":
            return balance_cents
        cents: int | None = self.cleaned_data["amount"]
        return cents
