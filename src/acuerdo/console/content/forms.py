"""The plain form of a text: what people type, read into the document that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.content.words import language_names, tone_names
from acuerdo.content.rules.documents import LANGUAGES, TONES
from acuerdo.content.rules.runs import BadText
from acuerdo.content.rules.yaml_form import BadFile, variant_of_file


class NewTemplateForm(forms.Form):
    """A name and a channel; the texts follow on the next page."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=80)
    key = forms.SlugField(
        label=_("Key"), max_length=60, help_text=_("Strategies call the template by it: small letters and hyphens.")
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[
            ("email", _("E-mail")),
            ("sms", "SMS"),
            ("whatsapp", "WhatsApp"),
            ("landing", _("Landing page")),
        ],
    )


class ShortTextForm(forms.Form):
    """One SMS or WhatsApp text."""

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


class _BlocksForm(forms.Form):
    """Texts with blocks, which are a list with one entry each."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    blocks = forms.CharField(
        label=_("Blocks"),
        widget=forms.Textarea(attrs={"rows": 20, "class": "code", "spellcheck": "true"}),
        help_text=_("A list: heading, text, button, divider, debt_table, pay_button, legal."),
    )
    texts: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.texts:
            if given.get(name):
                try:
                    _readable(given[name])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return given

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
        given = {name: self.cleaned_data[name] for name in (*self.texts, "blocks")}
        return variant_of_file({name: value for name, value in given.items() if value})


class EmailForm(_BlocksForm):
    """Subject, preheader, blocks and, if there is one, a plain-text part of one e-mail."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    preheader = forms.CharField(
        label=_("Preheader"), max_length=300, required=False, help_text=_("What inboxes show after the subject.")
    )
    plain = forms.CharField(
        label=_("Plain text written by hand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Leave it empty to have it made from the blocks."),
    )
    texts = ("subject", "preheader", "plain")
    field_order = ("revision", "subject", "preheader", "blocks", "plain")


class LandingForm(_BlocksForm):
    """Title and blocks of one landing page."""

    title = forms.CharField(label=_("Title of the page"), max_length=300, help_text=_("Shown in the browser's tab."))
    texts = ("title",)
    field_order = ("revision", "title", "blocks")


class _DocumentForm(forms.Form):
    document = forms.JSONField()

    def clean_document(self) -> dict[str, Any]:
        document = self.cleaned_data["document"]
        if not isinstance(document, dict) or not isinstance(document.get("variants"), dict):
            raise forms.ValidationError(gettext("This is no template."))
        return document


class SaveForm(_DocumentForm):
    """A template as the builder has it, and the revision it was begun from."""

    revision = forms.IntegerField()


class PictureForm(forms.Form):
    """An image to use in texts."""

    file = forms.FileField()


class RevisionForm(forms.Form):
    """The revision of the draft that was looked at."""

    revision = forms.IntegerField()


# The state of a template that nobody published yet, beside the numbers of its versions.
DRAFT = "draft"


class CompareForm(forms.Form):
    """Two states of a template and the text to look at."""

    older = forms.ChoiceField(label=_("Version"))
    newer = forms.ChoiceField(label=_("With"))
    variant = forms.ChoiceField(label=_("Text"), required=False)

    def __init__(self, data: Mapping[str, Any], *, numbers: Sequence[int]) -> None:
        super().__init__(data)
        versions = [(str(number), gettext("Version %(number)s") % {"number": number}) for number in numbers]
        texts = [
            (f"{language}.{tone}", f"{language_names()[language]} · {tone_names()[tone]}")
            for language in LANGUAGES
            for tone in TONES
        ]
        for name, choices in (
            ("older", versions),
            ("newer", [(DRAFT, gettext("Draft")), *versions]),
            ("variant", texts),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class BuilderForm(_DocumentForm):
    """The whole template as it stands in the builder, the text looked at, and whose values it is shown with."""

    variant = forms.ChoiceField(choices=[(f"{language}.{tone}",) * 2 for language in LANGUAGES for tone in TONES])
    case = forms.IntegerField(required=False)
    creditor = forms.IntegerField(required=False)
    scheme = forms.ChoiceField(required=False, choices=[("light", "light"), ("dark", "dark")])


PlainForm = ShortTextForm | EmailForm | LandingForm
FORMS: dict[str, type[PlainForm]] = {
    "sms": ShortTextForm,
    "whatsapp": ShortTextForm,
    "email": EmailForm,
    "landing": LandingForm,
}


def _readable(plain: Any) -> None:
    try:
        variant_of_file(plain)
    except (BadFile, BadText) as error:
        raise forms.ValidationError(str(error)) from error
