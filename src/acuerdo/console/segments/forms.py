"""Name and description of a segment, files for lists, two segments to compare; rules come from `parts.rule_form`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from acuerdo.console.scope import Scope

REPLACE, ADD = "replace", "add"


class SegmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("What it serves"),
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


def _file() -> forms.FileField:
    return forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, Excel or Parquet with one row a person: a customer number, a debt number or a national id. "
            "Other columns do no harm."
        ),
    )


class NewListForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("What it serves"),
        max_length=300,
        required=False,
        help_text=_("One sentence for colleagues who did not write it."),
    )
    creditor = forms.ChoiceField(label=_("Creditor"))
    file = _file()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.id), each.name) for each in scope.creditors]
        cast(forms.ChoiceField, self.fields["creditor"]).choices = choices


class MembersForm(forms.Form):
    file = _file()
    how = forms.ChoiceField(
        label=_("People who are on the list now"),
        choices=[(REPLACE, _("Replace them by those of the file")), (ADD, _("Keep them and add those of the file"))],
        widget=forms.RadioSelect,
        initial=REPLACE,
    )


class OverlapForm(forms.Form):
    first = forms.TypedChoiceField(label=_("First segment"), coerce=int)
    second = forms.TypedChoiceField(label=_("Second segment"), coerce=int)

    def __init__(self, *args: Any, segments: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            cast(forms.TypedChoiceField, self.fields[name]).choices = [("", _("Choose a segment…")), *segments]
