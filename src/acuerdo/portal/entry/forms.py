from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """One question, in one field that takes any way of writing it; paste is welcome."""

    answer = forms.CharField(max_length=40)

    def __init__(self, *args: object, asks_birth_date: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["answer"]
        if asks_birth_date:
            field.label = _("Your date of birth")
            field.help_text = _("Day, month and year, for example 09/03/1985")
            field.widget = forms.TextInput(attrs={"autocomplete": "bday", "inputmode": "text", "class": "input"})
        else:
            field.label = _("Your postcode")
            field.help_text = _("Of the address the creditor has for you")
            field.widget = forms.TextInput(attrs={"autocomplete": "postal-code", "class": "input"})
        field.widget.is_required = True
