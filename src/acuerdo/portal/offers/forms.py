from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class FirstDayForm(forms.Form):
    """When a plan begins."""

    first = forms.DateField(
        label=_("First payment on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )


class AgreeForm(FirstDayForm):
    """What was shown when the button was pressed: nobody agrees to another sum than the one they read."""

    total = forms.IntegerField(widget=forms.HiddenInput)


class PayOfferForm(forms.Form):
    """`key` makes pressing the button twice the same as once."""

    key = forms.UUIDField(initial=uuid4)
    total = forms.IntegerField()
