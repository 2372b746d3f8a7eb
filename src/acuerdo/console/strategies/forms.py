"""Forms of the strategy screens: its file, where steps stand and lead, what is said of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.parts import formats
from acuerdo.console.strategies.step_fields import NameField
from acuerdo.console.strategies.steps_shown import outlets_shown
from acuerdo.console.strategies.telling import Teller
from acuerdo.strategies.enums import ExitRule, RunningCases
from acuerdo.strategies.queries import VersionRow
from acuerdo.strategies.rules.document import Document, Node

MAX_FILE = 1_000_000  # bytes; a strategy is a few kilobytes


class FileForm(forms.Form):
    file = forms.FileField(label=_("Upload a file"), required=False, help_text=_("YAML; replaces the text below."))
    text = forms.CharField(
        label=_("Strategy file"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload is not None and upload.size > MAX_FILE:
            self.add_error("file", _("The file is too large to be a strategy."))
        elif upload is None and not given.get("text", "").strip():
            self.add_error("text", _("Type a strategy or upload its file."))
        return given

    @property
    def content(self) -> bytes | str:
        """What to read: the uploaded file before the typed text."""
        upload = self.cleaned_data.get("file")
        return bytes(upload.read()) if upload is not None else str(self.cleaned_data["text"])


class NewForm(FileForm):
    """A new strategy belongs to one creditor, or to all that its author sees."""

    creditor = forms.TypedChoiceField(label=_("Creditor"), required=False, coerce=int, empty_value=None)

    field_order = ("creditor", "file", "text")

    def __init__(self, *args: Any, creditors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creditor"] = forms.TypedChoiceField(
            label=_("Creditor"),
            choices=[("", _("All creditors")), *creditors],
            required=False,
            coerce=int,
            empty_value=None,
        )
        self.order_fields(self.field_order)


class ForecastForm(forms.Form):
    """How many synthetic people a strategy runs on, and how long. More take seconds: what a request may last."""

    people = forms.TypedChoiceField(
        label=_("Synthetic people"),
        coerce=int,
        choices=lambda: [(count, formats.number(count)) for count in (2_000, 10_000, 50_000)],
        initial=10_000,
        help_text=_("The more, the narrower the intervals and the longer it takes."),
    )
    days = forms.TypedChoiceField(
        label=_("Days"), coerce=int, choices=[(count, str(count)) for count in (30, 60, 90, 180)], initial=90
    )


class StepNameForm(forms.Form):
    """The name of a step within its strategy, with the revision of the draft that is being changed."""

    name = NameField(
        label=_("Name of the step"),
        max_length=60,
        help_text=_("Short; files and reports use it. Running cases are moved to a new version by it."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, document: Document, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {node.id for node in document.nodes} - {step}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name in self.taken:
            raise forms.ValidationError(gettext("There is a step of this name already."))
        return name

    def forget_errors(self) -> None:
        """Keep what is typed without judging it: the form is only redrawn."""
        self._errors = ErrorDict()


class PlaceForm(forms.Form):
    """Where a step goes: into a way out of another one."""

    place = forms.ChoiceField(label=_("Put it into"))
    act = forms.ChoiceField(choices=[("move", ""), ("copy", ""), ("copy_below", "")])

    def __init__(self, *args: Any, document: Document, step: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teller = Teller(language)
        self.places = {
            f"{node.id}/{out}": (f"{teller.label(node.kind)} “{node.id}”: {words}", node.id, out)
            for node in document.nodes
            for out, words in outlets_shown(node, document)
        }
        choices = [(key, words) for key, (words, _after, _out) in self.places.items()]
        self.fields["place"] = forms.ChoiceField(label=gettext("Put it into"), choices=choices)
        self.step = step

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "place" in given:
            _words, after, out = self.places[given["place"]]
            if after == self.step and given.get("act") != "copy":
                self.add_error("place", gettext("A step cannot be put behind itself. Choose another place."))
            given["place"] = (after, out)
        return given


class ConnectForm(forms.Form):
    """One choice a way out: the step it leads to, or nowhere."""

    def __init__(self, *args: Any, document: Document, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = {edge.out: edge.to for edge in reversed(document.edges) if edge.source == node.id}
        teller = Teller("")
        steps = [(n.id, f"{teller.label(n.kind)} “{n.id}”") for n in document.nodes if n.kind != "entry"]
        targets = [("", gettext("nowhere yet")), *steps]
        self.outs = [out for out, _words in outlets_shown(node, document)]
        for number, (out, words) in enumerate(outlets_shown(node, document)):
            known = leads.get(out, "") if any(key == leads.get(out) for key, _label in targets) else ""
            self.fields[f"way-{number}"] = forms.ChoiceField(
                label=words, choices=targets, required=False, initial=known
            )

    @property
    def leads(self) -> dict[str, str | None]:
        """Where each way leads; None: nowhere."""
        return {out: self.cleaned_data[f"way-{number}"] or None for number, out in enumerate(self.outs)}


class StrategySettingsForm(forms.Form):
    """What is said of a strategy as a whole."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    exit = forms.MultipleChoiceField(
        label=_("A case leaves at any step when"),
        choices=ExitRule.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        title = document.title
        initial = {"title_es": title.get("es", ""), "title_en": title.get("en", ""), "exit": document.exit}
        super().__init__(*args, **kwargs)
        self.initial = initial
        self.document = document

    def changed(self) -> Document:
        """The document with what was filled in."""
        given = self.cleaned_data
        title = {**self.document.title, "es": given["title_es"], "en": given["title_en"]}
        return self.document.model_copy(
            update={"title": {key: words for key, words in title.items() if words}, "exit": given["exit"]}
        )


class RunningForm(forms.Form):
    """What becomes of the cases inside when another version goes live."""

    running = forms.ChoiceField(
        label=_("Cases that are inside now"),
        choices=RunningCases.choices,
        initial=RunningCases.FINISH,
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


_SMALL = {"class": "select select-sm"}


class CompareForm(forms.Form):
    """Two versions to look at side by side; no second one is the draft."""

    before = forms.TypedChoiceField(label=_("Compare"), coerce=int, widget=forms.Select(attrs=_SMALL))
    after = forms.TypedChoiceField(
        label=_("with"), coerce=int, required=False, empty_value=None, widget=forms.Select(attrs=_SMALL)
    )

    def __init__(self, *args: Any, versions: Sequence[VersionRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.number, gettext("version %(number)s") % {"number": row.number}) for row in versions]
        before, after = self.fields["before"], self.fields["after"]
        assert isinstance(before, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(after, forms.ChoiceField)  # noqa: S101 - for the type checker
        before.choices, after.choices = choices, [("", gettext("the draft")), *choices]
