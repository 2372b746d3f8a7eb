from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from acuerdo.portal.paying.forms import AmountField

_CHOOSE = {"required": _("Choose what fits best.")}
_TEXT = {"rows": 4, "class": "textarea", "autocomplete": "off"}


class PromiseForm(forms.Form):
    """A day, and how much."""

    due_date = forms.DateField(
        label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    amount = AmountField(label=_("How much?"))


class HardshipForm(forms.Form):
    """What would help; words are welcome and never needed."""

    wish = forms.ChoiceField(
        choices=[
            ("pause", _("A pause of two weeks, without messages")),
            ("lower", _("Smaller payments that I can manage")),
            ("person", _("To talk to a person")),
        ],
        label=_("What would help you most?"),
        error_messages=_CHOOSE,
        widget=forms.RadioSelect(attrs={"class": "radio"}),
    )
    text = forms.CharField(
        required=False, max_length=2_000, label=_("Anything we should know?"), widget=forms.Textarea(attrs=_TEXT)
    )


class DisputeForm(forms.Form):
    """What is wrong, and with which debt if there are several."""

    reason = forms.ChoiceField(
        choices=[
            ("not_mine", _("This debt is not mine")),
            ("wrong_amount", _("The amount is wrong")),
            ("already_paid", _("I have already paid it")),
            ("other", _("Something else")),
        ],
        label=_("What is wrong?"),
        error_messages=_CHOOSE,
        widget=forms.RadioSelect(attrs={"class": "radio"}),
    )
    debts = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label=_("Which debt is it about?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checkbox"}),
    )
    text = forms.CharField(
        required=False, max_length=2_000, label=_("Tell us in your own words"), widget=forms.Textarea(attrs=_TEXT)
    )

    def __init__(self, *args: object, debts: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["debts"].choices = debts  # type: ignore[attr-defined]
