from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

# Channels people can switch off here; letters stay, because the law prescribes some.
CHANNELS = [
    ("email", _("E-mail")),
    ("sms", _("SMS")),
    ("whatsapp", _("WhatsApp")),
    ("voice_human", _("Phone calls")),
]
_WEEK = ("mon", "tue", "wed", "thu", "fri")


def _windows(start: str, end: str) -> str:
    """Hours for working days; other days keep what the law says, so that a wish never opens a Sunday."""
    days = ",".join(f'"{day}":[["{start}","{end}"]]' for day in _WEEK)
    return "{" + days + "}"


HOURS = {"any": "", "morning": _windows("09:00", "14:00"), "afternoon": _windows("15:00", "20:00")}


class PreferencesForm(forms.Form):
    """How, when and in which words to be contacted."""

    channels = forms.MultipleChoiceField(
        choices=CHANNELS,
        required=False,
        label=_("You may contact me by"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checkbox"}),
    )
    preferred = forms.ChoiceField(
        choices=[("", _("No preference")), *CHANNELS], required=False, label=_("I like best"),
        widget=forms.RadioSelect(attrs={"class": "radio"}),
    )  # fmt: skip
    hours = forms.ChoiceField(
        choices=[
            ("any", _("Any hour the law allows")),
            ("morning", _("Mornings, 9:00 to 14:00")),
            ("afternoon", _("Afternoons, 15:00 to 20:00")),
        ],
        label=_("When"),
        widget=forms.RadioSelect(attrs={"class": "radio"}),
    )
    language = forms.ChoiceField(
        choices=[("es", "Español"), ("en", "English")], label=_("In which language"),
        widget=forms.RadioSelect(attrs={"class": "radio"}),
    )  # fmt: skip
    tone = forms.ChoiceField(
        choices=[("friendly", _("Friendly")), ("neutral", _("Formal"))], label=_("In which tone"),
        widget=forms.RadioSelect(attrs={"class": "radio"}),
    )  # fmt: skip
