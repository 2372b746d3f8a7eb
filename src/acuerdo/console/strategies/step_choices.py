"""The field for a setting of a step, with what can be chosen in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext

from acuerdo.console.strategies import step_fields as own
from acuerdo.console.strategies.setting_words import choice_words
from acuerdo.console.strategies.step_known import Choices, Known
from acuerdo.console.strategies.step_settings import Setting


def field_for(setting: Setting, *, value: Any, known: Known, label: str, help: str, channel: str) -> forms.Field:
    """Make the field of one setting; `channel` narrows templates, `value` is what the step has now."""
    shown = value if value is not None else setting.default
    common = {"label": label, "help_text": help, "required": setting.is_needed, "initial": shown}
    match setting.shape:
        case "choice" | "template" | "fact" | "strategy":
            return _select(setting, shown, known, common, channel)
        case "many":
            choices = [(each, choice_words(setting.words, each)) for each in setting.choices]
            kept = [str(each) for each in value] if isinstance(value, list) else []
            return own.OrderedChoicesField(choices=choices, kept=kept, widget=forms.CheckboxSelectMultiple, **common)
        case "facts":
            widget = forms.SelectMultiple(attrs={"size": 8})
            return forms.MultipleChoiceField(choices=known.fact_choices(""), widget=widget, **common)
        case "duration":
            return own.DurationField(may_be_never=setting.may_be_never, **common)
        case _:
            return _plain(setting, common)


def _plain(setting: Setting, common: dict[str, Any]) -> forms.Field:
    makers: dict[str, Callable[[], forms.Field]] = {
        "clock": lambda: own.ClockField(**common),
        "yes_no": lambda: forms.BooleanField(**{**common, "required": False}),
        "integer": lambda: forms.IntegerField(
            min_value=_whole(setting.least), max_value=_whole(setting.most), **common
        ),
        "number": lambda: forms.FloatField(min_value=setting.least, max_value=setting.most, **common),
        "money": lambda: own.CentsField(**common),
        "multiline": lambda: forms.CharField(
            max_length=setting.longest, widget=forms.Textarea(attrs={"rows": 2}), **common
        ),
        "lines": lambda: own.LinesField(**common),
        "words": lambda: own.WordsField(**common),
        "text": lambda: (own.NameField if setting.is_slug else forms.CharField)(max_length=setting.longest, **common),
    }
    return makers.get(setting.shape, lambda: own.ValueField(**common))()


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _select(setting: Setting, shown: Any, known: Known, common: dict[str, Any], channel: str) -> forms.Field:
    choices: Choices
    match setting.shape:
        case "template":
            choices = known.template_choices(channel)
        case "fact":
            choices = known.fact_choices(setting.only)
        case "strategy":
            choices = list(known.strategies)
        case _:
            choices = [(each, choice_words(setting.words, each)) for each in setting.choices]
    # What stands there already stays to be seen, even if it is not there any more.
    if shown and str(shown) not in _keys(choices):
        choices = [*choices, (str(shown), gettext("%(key)s (not available)") % {"key": shown})]
    if setting.shape != "choice" or not setting.required or shown is None:
        choices = [("", gettext("Choose…") if common["required"] else "–"), *choices]
    return forms.ChoiceField(choices=choices, **common)


def _keys(choices: Choices) -> set[str]:
    found: set[str] = set()
    for key, label in choices:
        found |= _keys(label) if isinstance(label, list) else {key}
    return found
