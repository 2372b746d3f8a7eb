"""What the builder is handed: blocks it may use with their fields, values texts may name, words, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from acuerdo.console.content.sources import with_sources
from acuerdo.console.content.words import builder_words, format_words, heads_words, language_names, tone_names
from acuerdo.content.queries import block_kinds
from acuerdo.content.rules.checks import OFTEN_MISSING
from acuerdo.content.rules.documents import LANGUAGES, TONES
from acuerdo.content.rules.formats import FORMATS
from acuerdo.content.rules.tokens import TokenSpec

Json = dict[str, Any]
# Texts of several lines; all other texts are a line.
_LONG = frozenset({"answer", "body", "lead", "text", "intro"})
_SHORT_IN = frozenset({"heading"})
# Where phones cut the line.
_SHOWN = {"subject": 40, "preheader": 90, "title": 60}


def kinds_of(channel: str, *, language: str) -> list[Json]:
    """The blocks a text of this channel may be made of, with the fields of each."""
    forms = block_kinds(channel)
    inside: list[str] = next(
        (form.schema["properties"]["columns"]["x-inside"] for form in forms if form.name == "columns"), []
    )
    return [
        {
            "type": form.name,
            "label": form.title[language],
            "icon": form.icon,
            "fields": _fields(form.schema, form.schema.get("$defs", {}), form.name, language),
            "starts": {each: with_sources(props) for each, props in form.start.items()},
            "isLocked": form.name == "legal",
            "fitsColumns": form.name in inside,
        }
        for form in forms
    ]


def _fields(schema: Mapping[str, Any], defs: Mapping[str, Any], kind: str, language: str) -> list[Json]:
    return [_field(name, prop, defs, kind, language) for name, prop in schema.get("properties", {}).items()]


def _field(name: str, prop: Mapping[str, Any], defs: Mapping[str, Any], kind: str, language: str) -> Json:
    inner = _resolved(prop.get("items", {}), defs)
    options = prop.get("x-options", {})
    return {
        "name": name,
        "label": _words(prop.get("x-title"), language) or name,
        "help": _words(prop.get("x-help"), language),
        "input": _input(name, prop, kind),
        "choices": [
            [str(value), _words(options.get(str(value)), language) or str(value)]
            for value in prop.get("enum", inner.get("enum", ()))
        ],
        "fields": _fields(inner, defs, kind, language) if "properties" in inner else [],
        "least": prop.get("minItems", prop.get("minimum")),
        "most": prop.get("maxItems", prop.get("maximum")),
        "shown": 0,
        "starts": {each: _blank(each_prop) for each, each_prop in inner.get("properties", {}).items()},
    }


def _resolved(prop: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    ref = prop.get("$ref", "")
    found: Mapping[str, Any] = defs.get(ref.rpartition("/")[2], {}) if ref else prop
    return found


def _input(name: str, prop: Mapping[str, Any], kind: str) -> str:
    shape = prop.get("x-as")
    if shape == "runs":
        return "runs" if name in _LONG and kind not in _SHORT_IN else "line"
    if shape:
        return str(shape)
    if "enum" in prop:
        return "choice"
    return {"array": "list", "integer": "number", "number": "number", "boolean": "switch"}.get(prop["type"], "words")


def _blank(prop: Mapping[str, Any]) -> Any:
    if prop.get("x-as") == "runs":
        return {"src": ""}
    return prop.get("default", prop["enum"][0] if "enum" in prop else "")


def _words(words: Mapping[str, str] | None, language: str) -> str:
    return words[language] if words else ""


def tokens_for(specs: Iterable[TokenSpec], *, language: str, may_be_missing: frozenset[str]) -> list[Json]:
    """The values texts may name, names of people first."""
    shown = [spec for spec in specs if spec.type not in ("rows", "colour")]
    groups = ("debtor", "debt", "link", "creditor", "message")

    def order(spec: TokenSpec) -> tuple[int, str]:
        group = spec.key.split(".", 1)[0]
        return groups.index(group) if group in groups else len(groups), spec.key

    return [
        {
            "key": spec.key,
            "label": spec.label.in_language(language),
            "group": spec.key.split(".", 1)[0],
            "formats": [["", gettext("Usual")], *([form, format_words(form)] for form in list(FORMATS[spec.type])[1:])],
            "needsFallback": spec.key in OFTEN_MISSING | may_be_missing,
            "isLink": spec.type == "link",
        }
        for spec in sorted(shown, key=order)
    ]


def variant_names() -> list[Json]:
    """Every language and tone a text may have, named in the reader's language."""
    return [
        {
            "key": f"{language}.{tone}",
            "lang": language,
            "language": language_names()[language],
            "tone": tone_names()[tone],
            "label": f"{language_names()[language]} · {tone_names()[tone]}",
        }
        for language in LANGUAGES
        for tone in TONES
    ]


def heads_of(channel: str) -> list[Json]:
    """The texts above the blocks, or the one text of a channel without blocks."""
    fields = {
        "email": (
            ("subject", gettext("Subject"), "", "line"),
            ("preheader", gettext("Preheader"), gettext("What inboxes show after the subject."), "line"),
        ),
        "landing": (("title", gettext("Title of the page"), gettext("Shown in the browser's tab."), "line"),),
    }
    text = (("text", gettext("Text"), "", "runs"),)
    return [
        {
            "name": name, "label": label, "help": help_, "input": shape, "choices": [], "fields": [], "least": None,
            "most": None, "shown": _SHOWN.get(name, 0), "starts": None,
        }
        for name, label, help_, shape in fields.get(channel, text)
    ]  # fmt: skip


def blank_of(channel: str) -> Json:
    """A text nobody has written yet."""
    if channel in ("sms", "whatsapp"):
        return {"text": {"src": ""}}
    if channel == "landing":
        return {"title": {"src": ""}, "blocks": []}
    legal = [
        {"id": f"b{number}", "type": "legal", "props": {"ref": ref}}
        for number, ref in enumerate(("sender", "rights", "opt_out"), 1)
    ]
    return {"subject": {"src": ""}, "preheader": {"src": ""}, "blocks": legal}


def uses_of(channel: str) -> Json:
    """Which parts of the builder a channel needs."""
    return {
        "blocks": channel in ("email", "landing"),
        "inbox": channel == "email",
        "plain": channel == "email",
        "phone": channel != "email",
        "sms": channel == "sms",
        "test": channel == "email",
    }


def island(
    *,
    channel: str,
    document: Mapping[str, Any],
    specs: Iterable[TokenSpec],
    may_be_missing: frozenset[str],
    language: str,
) -> Json:
    """Everything of a template's page that does not depend on who looks."""
    return {
        "document": with_sources({"variants": {}, **document, "channel": channel}),
        "variants": variant_names(),
        "heads": heads_of(channel),
        "blank": blank_of(channel),
        "kinds": kinds_of(channel, language=language) if uses_of(channel)["blocks"] else [],
        "tokens": tokens_for(specs, language=language, may_be_missing=may_be_missing),
        "uses": uses_of(channel),
        "words": {**builder_words(), "heads": heads_words(channel)},
    }


# Drawings of the builder's own buttons; those of blocks come with the blocks.
_ICONS = (
    "arrow-down", "arrow-left", "arrow-up", "bold", "check", "circle-check", "circle-dashed", "copy",
    "corner-down-right", "grip-vertical", "info", "italic", "layers", "lock", "monitor", "moon",
    "octagon-alert", "panel-left", "pencil", "plus", "redo", "save", "scroll-text", "send", "smartphone",
    "sparkles", "square-pen", "sun", "tag", "text-cursor-input", "trash-2", "triangle-alert", "undo-2",
    "upload", "user-search", "x",
)  # fmt: skip


def icons_of(handed: Mapping[str, Any]) -> list[str]:
    """The drawings a page of the builder has to bring."""
    return sorted({*_ICONS, *(kind["icon"] for kind in handed["kinds"])})
