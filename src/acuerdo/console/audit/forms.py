from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DaysForm(forms.Form):
    """From which day to which; either may be empty."""

    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
