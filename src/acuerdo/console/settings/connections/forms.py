"""Forms of the connection screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acuerdo.staff.enums import TokenPermission

LIFETIMES = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))


class TokenForm(forms.Form):
    """What another system is called here, what it may do, for whom and how long."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The system that will use it. The audit log names it so.")
    )
    permissions = forms.MultipleChoiceField(
        label=_("It may"), choices=TokenPermission.choices, widget=forms.CheckboxSelectMultiple
    )
    creditors = forms.TypedMultipleChoiceField(
        label=_("For these creditors"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("It works for"), coerce=int, choices=LIFETIMES, initial=90)

    def __init__(self, *args: Any, creditors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creditors"].choices = creditors  # type: ignore[attr-defined]  # of its class

    @property
    def lifetime(self) -> timedelta:
        """How long the token works."""
        return timedelta(days=self.cleaned_data["days"])
