"""The form of one step, drawn from the settings its kind declares, and read back into what the document keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict, flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from pydantic import ValidationError

from acuerdo.console.parts import rule_form
from acuerdo.console.strategies.setting_words import WAIT_WAYS, help_of, label_of
from acuerdo.console.strategies.step_choices import field_for
from acuerdo.console.strategies.step_known import Known, TemplatePreview
from acuerdo.console.strategies.step_rows import change_rows, count_of
from acuerdo.console.strategies.step_settings import Setting, settings_of, ways_of
from acuerdo.segments.rules import dump_rule, parse_rule
from acuerdo.strategies.queries import FaultInWords
from acuerdo.strategies.rules.durations import parse_duration

PREFIX = "s"


@dataclass
class Part:
    """A piece of the form: one field, a rule, a group of pieces, or a list of rows of pieces."""

    setting: Setting
    shape: str
    name: str
    label: str
    help: str = ""
    bound: BoundField | None = None
    parts: Sequence[Part] = ()
    rows: Sequence[Sequence[Part]] = ()
    builder: Builder | None = None
    preview: TemplatePreview | None = None


@dataclass
class Builder:
    """What the rule template draws; its faults are known only after the form was read."""

    document: rule_form.Document
    path: str
    known: Known
    redraw: SafeString
    facts: rule_form.FactChoices
    recount: SafeString = field(default_factory=SafeString)
    joins: Sequence[tuple[str, Any]] = rule_form.JOINS
    faults: dict[str, list[str]] = field(default_factory=dict)
    original: Any = None

    @property
    def part(self) -> rule_form.Part:
        return rule_form.draw(
            self.document,
            language=self.known.language,
            custom=self.known.custom,
            faults=self.faults,
            references=self.known.references,
            prefix=self.path,
        )


class StepForm(forms.Form):
    """Settings of a step as fields. `do` is the button pressed: "save", or one that only redraws the form."""

    use_required_attribute = False

    def __init__(
        self,
        *,
        kind: str,
        values: Mapping[str, Any],
        known: Known,
        redraw: SafeString,
        post: QueryDict | None = None,
        do: str = "",
    ) -> None:
        given = None if post is None else change_rows(post, do=do, prefix=PREFIX)
        super().__init__(given, prefix=PREFIX)
        self.posted = given or QueryDict()
        self.kind, self.values, self.known, self.redraw, self.do = kind, values, known, redraw, do
        self.facts = rule_form.fact_choices(language=known.language, custom=known.custom, references=known.references)
        self.parts = self._parts(settings_of(kind), values, "")
        if given is not None and do != "save":
            # Redrawn as it stands: what is half written is not a fault yet.
            self._errors = ErrorDict()

    @property
    def redraw_button(self) -> SafeString:
        """Attributes of a button that changes the form: htmx redraws it, without script the page does."""
        return _attributes(self._redraw_attributes())

    # --- drawing ---------------------------------------------------------------------------------------------
    def _parts(self, settings: Sequence[Setting], values: Mapping[str, Any], base: str) -> list[Part]:
        parts: list[Part] = []
        if not base and (ways := ways_of(self.kind)):
            parts.append(self._way(*ways))
        parts.extend(
            self._part(setting, values.get(setting.name), f"{base}{setting.name}")
            for setting in settings
            if self._belongs(setting)
        )
        return parts

    def _way(self, name: str, ways: Sequence[str]) -> Part:
        chosen = next((way for way in ways if self.values.get(way)), ways[0])
        choices = [(way, WAIT_WAYS[way]) for way in ways]
        self.fields[name] = forms.ChoiceField(
            label=gettext("Wait"), choices=choices, initial=chosen, widget=forms.RadioSelect
        )
        self._redraws(name)
        return Part(Setting(name, name, "way"), "field", name, "", bound=self[name])

    def _belongs(self, setting: Setting) -> bool:
        if setting.beside is None or "." in setting.path:
            return True
        other, values = setting.beside
        return str(self._value(other)) in values

    def _value(self, name: str) -> Any:
        """The value of a field as it stands now, posted or kept."""
        if self.is_bound and self.add_prefix(name) in self.data:
            return self.data[self.add_prefix(name)]
        if name in self.fields and self.fields[name].initial is not None:
            return self.fields[name].initial
        default = next((each.default for each in settings_of(self.kind) if each.name == name), None)
        return self.values.get(name, default)

    def _part(self, setting: Setting, value: Any, name: str) -> Part:
        label, words = label_of(setting.title), help_of(self.kind, setting.path)
        match setting.shape:
            case "rule":
                return Part(setting, "rule", name, label, words, builder=self._builder(value, name))
            case "group":
                inner = self._parts(setting.inner, value if isinstance(value, dict) else {}, f"{name}-")
                return Part(setting, "group", name, label, words, parts=inner)
            case "rows":
                return Part(setting, "rows", name, label, words, rows=self._rows(setting, value, name))
            case _:
                return self._leaf(setting, value, name, label, words)

    def _leaf(self, setting: Setting, value: Any, name: str, label: str, words: str) -> Part:
        channel = setting.only or str(self._value("channel") or "")
        self.fields[name] = field_for(setting, value=value, known=self.known, label=label, help=words, channel=channel)
        if setting.shape == "template" or name in _controls(self.kind):
            self._redraws(name)
        preview = self._preview(name) if setting.shape == "template" else None
        return Part(setting, "field", name, label, words, bound=self[name], preview=preview)

    def _preview(self, name: str) -> TemplatePreview | None:
        key = str(self[name].value() or "")
        return self.known.preview(key, str(self._value("tone") or "neutral")) if key else None

    def _redraws(self, name: str) -> None:
        self.fields[name].widget.attrs.update(self._redraw_attributes())

    def _redraw_attributes(self) -> dict[str, str]:
        return {"hx-post": str(self.redraw), "hx-target": "#step-form", "hx-swap": "outerHTML", "hx-trigger": "change"}

    def _rows(self, setting: Setting, value: Any, name: str) -> list[list[Part]]:
        given = [each if isinstance(each, dict) else {} for each in value] if isinstance(value, list) else []
        count = count_of(self.posted, self.add_prefix(name)) if self.is_bound else len(given)
        # A list that may not be empty begins with a row to fill in.
        count = max(count, 1) if setting.required and not self.do.startswith("row-") else count
        rows = [*given, *[{}] * count][:count]
        return [self._parts(setting.inner, row, f"{name}-{number}-") for number, row in enumerate(rows)]

    def _builder(self, value: Any, name: str) -> Builder:
        path, document = self.add_prefix(name), _rule_document(value)
        if self.is_bound and f"{path}.join" in self.data:
            document = rule_form.read(self.posted, prefix=path)
            target = self.do.partition(":")[2]
            if target == path or target.startswith(f"{path}."):
                document = rule_form.change(document, action=self.do, prefix=path)
        return Builder(document, path, self.known, self.redraw_button, self.facts, original=value)

    # --- reading ---------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.settings = self._collect(self.parts, self.values)
        return given

    def _collect(self, parts: Sequence[Part], before: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in parts:
            name = part.setting.name
            if part.setting.shape == "way":
                if self.cleaned_data.get(part.name) == "best_hour":
                    found["best_hour"] = True
                continue
            value = self._read(part, before.get(name))
            if not _is_blank(value) and (value != part.setting.default or name in before):
                found[name] = value
        return found

    def _read(self, part: Part, before: Any) -> Any:
        match part.shape:
            case "rule":
                return self._rule(part)
            case "group":
                return self._collect(part.parts, before if isinstance(before, dict) else {})
            case "rows":
                olds = before if isinstance(before, list) else []
                return [self._collect(row, _at(olds, number)) for number, row in enumerate(part.rows)]
            case _:
                return self._plain(part, before)

    def _plain(self, part: Part, before: Any) -> Any:
        value = self.cleaned_data.get(part.name)
        if part.setting.shape == "duration" and _same_length(before, value):
            return before
        # What is not ticked is left out: every yes-or-no of a step is no by default.
        return (value or None) if part.setting.shape == "yes_no" else value

    def _rule(self, part: Part) -> Any:
        builder = part.builder
        assert builder is not None  # noqa: S101 - rule parts are made with one
        if not part.setting.required and not builder.document.get("parts"):
            return None
        if builder.original is not None and builder.document == _rule_document(builder.original):
            return builder.original
        builder.faults = dict(_without_fact(builder.document, builder.path))
        try:
            rule = rule_form.to_rule(builder.document, custom=self.known.custom)
        except ValidationError:
            builder.faults.setdefault(builder.path, []).append(gettext("The rule cannot be read."))
            rule = None
        if builder.faults:
            self.add_error(None, gettext("A condition is not finished."))
        return None if rule is None else dump_rule(rule)

    def add_faults(self, faults: Sequence[FaultInWords]) -> None:
        """Put faults of the settings where they belong; one that has no field stands above the form."""
        rules = {part.name: part for part in _all(self.parts) if part.builder is not None}
        for fault in faults:
            path = (fault.field or "").replace(".", "-")
            rule = next((part for name, part in rules.items() if path == name or path.startswith(f"{name}-")), None)
            if rule is not None and rule.builder is not None:
                place = (fault.field or "")[len(rule.name) + 1 :]
                shown = rule_form.faults_by_path(
                    rule.builder.document, [_Placed(place, fault.message)], prefix=rule.builder.path
                )
                for at, messages in shown.items():
                    rule.builder.faults.setdefault(at, []).extend(messages)
                self.add_error(None, f"{rule.label}: {fault.message}")
            else:
                field_name = next((name for name in self.fields if path == name or path.startswith(f"{name}-")), None)
                self.add_error(field_name, f"{fault.message} {fault.remedy}")


@dataclass(frozen=True, slots=True)
class _Placed:
    place: str
    message: str
    code: str = ""  # of the strategy, not of the rule: its message stands as it is
    fact: str = ""


def _controls(kind: str) -> set[str]:
    return {setting.beside[0] for setting in settings_of(kind) if setting.beside is not None}


def _attributes(attributes: Mapping[str, str]) -> SafeString:
    return flatatt({key: value for key, value in attributes.items() if key != "hx-trigger"})


def _rule_document(value: Any) -> rule_form.Document:
    if not value:
        return {"join": "all", "parts": []}
    try:
        return rule_form.from_rule(parse_rule(value))
    except (ValidationError, RecursionError):
        return {"join": "all", "parts": []}


def _without_fact(document: rule_form.Document, path: str) -> Iterator[tuple[str, list[str]]]:
    if "parts" not in document:
        if not document.get("fact"):
            yield path, [gettext("Choose a fact.")]
        return
    for number, part in enumerate(document["parts"]):
        yield from _without_fact(part, f"{path}.{number}")


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _at(rows: Sequence[Any], number: int) -> Mapping[str, Any]:
    return rows[number] if number < len(rows) and isinstance(rows[number], dict) else {}


def _same_length(before: Any, value: Any) -> bool:
    if not isinstance(before, str) or not isinstance(value, str):
        return False
    length = parse_duration(before)
    return length is not None and length == parse_duration(value)


def _all(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all(part.parts)
        for row in part.rows:
            yield from _all(row)
