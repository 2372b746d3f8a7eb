from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """What the debtor answers; BAJA or STOP to an SMS ends it for them at once."""

    text = forms.CharField(label=_("Answer as the debtor"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
