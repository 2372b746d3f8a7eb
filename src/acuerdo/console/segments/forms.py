"""Name and description of a segment; its rule comes from `console.parts.rule_form`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SegmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        required=False,
        help_text=_("One sentence for colleagues who did not write it."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, creditors: list[tuple[int, str]], is_new: bool) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # data and initial, as Django takes them
        # Own columns belong to a creditor: changing it later could leave the rule without its facts.
        self.fields["creditor"] = forms.TypedChoiceField(
            label=_("Creditor"),
            choices=[("", _("All that I see")), *creditors],
            required=False,
            coerce=int,
            empty_value=None,
            disabled=not is_new,
        )
