"""Form fields for settings of steps: durations in words, clock times, values of any type, names."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.texts import LANGUAGES, LONGEST, by_language, joined

NEVER = "never"
LABELS = {"es": _("In Spanish"), "en": _("In English")}
UNITS = (("D", _("days")), ("W", _("weeks")), ("TH", _("hours")), ("TM", _("minutes")))
_ONE_PART = re.compile(r"^P(T?)(\d+)([WDHM])$")


def split_duration(text: str) -> tuple[str, str]:
    """A duration as number and unit: "P3D" is ("3", "D"); one of several parts is told in its smallest unit."""
    if text == NEVER:
        return "", NEVER
    if match := _ONE_PART.match(text):
        return match[2], match[1] + match[3]
    length = parse_duration(text)
    if length is None:
        return text, "D"
    minutes = int(length.total_seconds()) // 60
    return (str(minutes), "TM") if minutes % 60 else (str(minutes // 60), "TH")


def join_duration(amount: str, unit: str) -> str:
    """Number and unit as a duration: ("12", "TH") is "PT12H"."""
    if unit == NEVER:
        return NEVER
    return f"P{unit[:-1]}{amount}{unit[-1]}"


class DurationWidget(forms.MultiWidget):
    """A number and its unit side by side."""

    template_name = "console/strategies/duration.html"

    def __init__(self, *, may_be_never: bool) -> None:
        units = [*UNITS, (NEVER, _("never"))] if may_be_never else list(UNITS)
        super().__init__(
            {
                "": forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "aria-label": _("How many")}),
                "unit": forms.Select(choices=units, attrs={"class": "select", "aria-label": _("Unit")}),
            }
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Number and unit each have their own class; the one for the whole would take their place.
        return super().get_context(name, value, {key: each for key, each in (attrs or {}).items() if key != "class"})

    def decompress(self, value: Any) -> list[str]:
        return list(split_duration(str(value))) if value else ["", "D"]


class DurationField(forms.MultiValueField):
    """A duration; cleaned to what a strategy file says ("P3D"), or None."""

    def __init__(self, *, may_be_never: bool = False, required: bool = True, **options: Any) -> None:
        units = [key for key, _label in UNITS] + ([NEVER] if may_be_never else [])
        super().__init__(
            fields=(forms.CharField(required=False), forms.ChoiceField(choices=[(key, key) for key in units])),
            widget=DurationWidget(may_be_never=may_be_never),
            require_all_fields=False,
            required=False,
            **options,
        )
        self.required = required

    def clean(self, value: Any) -> str | None:
        amount, unit = [*(value or []), "", ""][:2]
        amount = str(amount or "").strip()
        if unit != NEVER and not amount:
            if self.required:
                raise ValidationError(gettext("Say how long."), code="required")
            return None
        text = join_duration(amount, str(unit) or "D")
        if text != NEVER and parse_duration(text) is None:
            raise ValidationError(gettext("Write a whole number; two years at most."), code="invalid")
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class WordsWidget(forms.MultiWidget):
    """A text in each language, one below the other."""

    template_name = "console/strategies/words.html"

    def __init__(self) -> None:
        lines = {"class": "input grow", "maxlength": LONGEST}
        super().__init__(
            {key: forms.TextInput(attrs={**lines, "lang": key, "aria-label": LABELS[key]}) for key in LANGUAGES}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Each line has its own class; the one for the whole would take its place.
        return super().get_context(name, value, {key: each for key, each in (attrs or {}).items() if key != "class"})

    def decompress(self, value: Any) -> list[str]:
        return list(by_language(value).values())

    def use_required_attribute(self, initial: Any) -> bool:
        # Either line is enough; a browser would ask for both.
        return False


class WordsField(forms.MultiValueField):
    """A text for the people who work here: one for everybody, or one for each language."""

    def __init__(self, *, required: bool = True, **options: Any) -> None:
        lines = [forms.CharField(required=False, max_length=LONGEST) for _language in LANGUAGES]
        super().__init__(fields=lines, widget=WordsWidget(), require_all_fields=False, required=False, **options)
        self.required = required

    def clean(self, value: Any) -> Any:
        given = [str(each or "") for each in value or []]
        text = joined(dict(zip(LANGUAGES, given, strict=False)))
        if self.required and not text:
            raise ValidationError(gettext("Say what to do."), code="required")
        if any(len(each.strip()) > LONGEST for each in given):
            raise ValidationError(gettext("At most %(most)s signs.") % {"most": LONGEST}, code="too_long")
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class ClockField(forms.RegexField):
    """An hour of the day, "09:30"."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"^([01]\d|2[0-3]):[0-5]\d$",
            error_messages={"invalid": _("Write an hour such as 09:30.")},
            **options,
        )


class NameField(forms.CharField):
    """A short name, as files and addresses need it: what people type becomes lower case, spaces become "-"."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "")
        name = typed if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", typed) else slugify(typed).strip("-_")
        if typed and not name:
            raise ValidationError(gettext("Use letters or digits."), code="invalid")
        return name[:60]


class ValueField(forms.CharField):
    """A value of any type: a number, yes or no, else text."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else json.dumps(value)

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value) or "").strip()
        if typed in ("true", "false"):
            return typed == "true"
        if re.fullmatch(r"-?(0|[1-9]\d{0,14})", typed):
            return int(typed)
        if re.fullmatch(r"-?\d{1,12}[.]\d{1,6}", typed):
            return float(typed)
        return typed or None


class LinesField(forms.CharField):
    """Texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]


class OrderedChoicesField(forms.MultipleChoiceField):
    """Several of a list; those chosen before keep the order they had."""

    def __init__(self, *, kept: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.kept = [str(each) for each in kept]

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return [each for each in self.kept if each in chosen] + [each for each in chosen if each not in self.kept]


class CentsField(forms.DecimalField):
    """Money in the creditor's currency; kept in cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, min_value=0, **options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)
