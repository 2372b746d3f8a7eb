from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from acuerdo.staff.enums import Theme


class PreferencesForm(forms.Form):
    """How somebody likes their screen."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, widget=forms.RadioSelect)
    single_key_shortcuts = forms.BooleanField(
        label=_("Single-letter shortcuts"),
        help_text=_("j and k walk through lists, g then a letter jumps. Ctrl+K always works."),
        required=False,
    )
