from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.parts.zones import city_of, zone_choices
from acuerdo.staff.enums import Theme


def _zones() -> list[tuple[str, object]]:
    usual = gettext("As everybody here: %(city)s") % {"city": city_of(settings.TIME_ZONE)}
    return [("", usual), *zone_choices()]


class PreferencesForm(forms.Form):
    """How somebody likes their screen."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        required=False,
        help_text=_("The clock of your screens. The hour where a debtor lives is named where it differs."),
    )
    single_key_shortcuts = forms.BooleanField(
        label=_("Single-letter shortcuts"),
        help_text=_("j and k walk through lists, g then a letter jumps. Ctrl+K always works."),
        required=False,
    )
