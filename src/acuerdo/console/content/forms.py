"""The plain form of a text: what people type, read into the document that is kept."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.content.enums import Tone
from acuerdo.content.rules.runs import BadText
from acuerdo.content.rules.yaml_form import BadFile, variant_of_file


class NewTemplateForm(forms.Form):
    """A name and a channel; the texts follow on the next page."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=80)
    key = forms.SlugField(
        label=_("Key"), max_length=60, help_text=_("Strategies call the template by it: small letters and hyphens.")
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=[("email", _("E-mail")), ("sms", _("SMS"))])


class SmsForm(forms.Form):
    """One SMS text."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_('Tokens in double braces, with a fallback after a bar: {{ debtor.given_name | "Hello" }}.'),
    )

    def clean_text(self) -> str:
        _readable(self.cleaned_data["text"])
        return str(self.cleaned_data["text"])

    @property
    def variant(self) -> Any:
        return variant_of_file(self.cleaned_data["text"])


class EmailForm(forms.Form):
    """Subject, preheader and blocks of one e-mail; blocks are a list, one to an entry."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    preheader = forms.CharField(
        label=_("Preheader"), max_length=300, required=False, help_text=_("What inboxes show after the subject.")
    )
    blocks = forms.CharField(
        label=_("Blocks"),
        widget=forms.Textarea(attrs={"rows": 20, "class": "code", "spellcheck": "true"}),
        help_text=_("A list: heading, text, button, divider, debt_table, pay_button, legal."),
    )

    def clean_blocks(self) -> list[Any]:
        try:
            blocks = yaml.safe_load(self.cleaned_data["blocks"])
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f" {gettext('Line')} {mark.line + 1}." if mark else ""
            raise forms.ValidationError(gettext("This is not a list of blocks.") + line) from error
        if not isinstance(blocks, list):
            raise forms.ValidationError(gettext("This is not a list of blocks."))
        _readable({"blocks": blocks})
        return blocks

    @property
    def variant(self) -> Any:
        given = {name: self.cleaned_data[name] for name in ("subject", "preheader", "blocks")}
        return variant_of_file({name: value for name, value in given.items() if value})


FORMS: dict[str, type[SmsForm | EmailForm]] = {"sms": SmsForm, "email": EmailForm}
LANGUAGES = ("es", "en")
TONES = tuple(Tone.values)


def _readable(plain: Any) -> None:
    try:
        variant_of_file(plain)
    except (BadFile, BadText) as error:
        raise forms.ValidationError(str(error)) from error
