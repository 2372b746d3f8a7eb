"""What the template screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml
from django.urls import reverse

from acuerdo.console.content.drafts import brands, own_facts
from acuerdo.console.content.forms import FORMS, PlainForm
from acuerdo.console.content.island import icons_of, island
from acuerdo.console.content.previewing import Asked, Look, place_words
from acuerdo.console.content.sources import place_of
from acuerdo.console.content.words import channel_name, language_names, tone_names
from acuerdo.console.scope import Scope
from acuerdo.content.queries import (
    Preview,
    TemplateDraft,
    TemplateLine,
    VersionLine,
    template_faults,
    templates,
    tokens,
    versions_of,
)
from acuerdo.content.rules.checks import read_template
from acuerdo.content.rules.documents import LANGUAGES, TONES
from acuerdo.content.rules.yaml_form import variant_for_file
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission
from acuerdo.strategies.queries import uses_of_template


@dataclass(frozen=True, slots=True)
class IndexLine:
    line: TemplateLine
    title: str
    about: str
    creditor: str


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The templates of one channel."""

    channel: str
    name: str
    lines: Sequence[IndexLine]


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A text in one language and tone; `is_there` says whether it is written."""

    key: str
    language: str
    tone: str
    language_name: str
    tone_name: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class FaultLine:
    """Something to fix, in words, and the text it is in."""

    place: str
    words: str
    stops: bool
    language: str
    tone: str


@dataclass(frozen=True, slots=True)
class DetailPage:
    id: int
    key: str
    title: str
    about: str
    channel: str
    channel_name: str
    variants: Sequence[VariantLine]
    missing: int
    faults: Sequence[FaultLine]
    versions: Sequence[VersionLine]
    is_changed: bool
    revision: int
    uses: Sequence[str]

    @property
    def may_publish(self) -> bool:
        return self.is_changed and not any(fault.stops for fault in self.faults)

    @property
    def live(self) -> VersionLine | None:
        return self.versions[0] if self.versions else None


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token: how it is written in a text, what it shows, and an example."""

    key: str
    written: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class EditPage:
    id: int
    title: str
    channel: str
    channel_name: str
    language: str
    tone: str
    language_name: str
    tone_name: str
    has_blocks: bool
    form: PlainForm
    preview: Preview | None
    faults: Sequence[tuple[str, bool]]
    tokens: Sequence[TokenLine]
    island: dict[str, Any]
    icons: Sequence[str]


def index_page(*, scope: Scope, language: str) -> Sequence[IndexGroup]:
    """All templates in use, by channel."""
    groups: dict[str, list[IndexLine]] = {}
    for line in templates(creditor_ids=scope.ids):
        creditor = scope.creditor(line.creditor_id) if line.creditor_id else None
        title = in_reader_language(line.title, language, line.key)
        about = in_reader_language(line.about, language, "")
        groups.setdefault(line.channel, []).append(IndexLine(line, title, about, creditor.name if creditor else ""))
    return [IndexGroup(channel, channel_name(channel), lines) for channel, lines in groups.items()]


def detail_page(*, draft: TemplateDraft, scope: Scope, language: str) -> DetailPage:
    """One template: its texts, what is wrong with them, its versions, who sends it."""
    written = draft.document.get("variants", {})
    variants = [
        VariantLine(
            f"{each}.{tone}", each, tone, language_names()[each], tone_names()[tone], f"{each}.{tone}" in written
        )
        for each in LANGUAGES
        for tone in TONES
    ]
    versions = versions_of(template_id=draft.id)
    return DetailPage(
        id=draft.id,
        key=draft.key,
        title=in_reader_language(draft.title, language, draft.key),
        about=in_reader_language(draft.about, language, ""),
        channel=draft.channel,
        channel_name=channel_name(draft.channel),
        variants=variants,
        missing=sum(not variant.is_there for variant in variants),
        faults=_faults(draft, scope, language),
        versions=versions,
        is_changed=not versions or draft.updated_at > versions[0].published_at,
        revision=draft.revision,
        uses=uses_in_words(draft.key, language),
    )


def _faults(draft: TemplateDraft, scope: Scope, language: str) -> list[FaultLine]:
    lines = []
    faults = template_faults(template_id=draft.id, custom=own_facts(draft), brands=brands(draft, scope))
    for fault in faults:
        place = place_of(fault.where, draft.document)
        of_text, _, tone = place.variant.partition(".")
        words = fault.words.in_language(language)
        lines.append(FaultLine(place_words(place, draft.document, language), words, fault.stops, of_text, tone))
    return lines


def uses_in_words(key: str, language: str) -> list[str]:
    """The strategies that send a template or lead to a page, by title."""
    titles = (in_reader_language(use.title, language, use.key) for use in uses_of_template(key))
    return list(dict.fromkeys(titles))


def edit_page(
    *, draft: TemplateDraft, scope: Scope, variant: str, viewer: Staff, now: datetime, form: PlainForm | None = None
) -> EditPage:
    """One text in the builder, and in its plain form for whoever has no script; `form` is the one sent, if any."""
    language, _, tone = variant.partition(".")
    look = look_at(draft=draft, scope=scope, variant=variant, now=now)
    shown = look.preview()
    handed = _island(draft, scope, variant, viewer)
    return EditPage(
        id=draft.id,
        title=in_reader_language(draft.title, viewer.language, draft.key),
        channel=draft.channel,
        channel_name=channel_name(draft.channel),
        language=language,
        tone=tone,
        language_name=language_names()[language],
        tone_name=tone_names()[tone],
        has_blocks=handed["uses"]["blocks"],
        form=form or FORMS[draft.channel](initial=_plain(draft, variant)),
        preview=shown,
        faults=[(fault.words.in_language(viewer.language), fault.stops) for fault in (shown.faults if shown else ())],
        tokens=[
            TokenLine(
                spec.key, f"{{{{ {spec.key} }}}}", spec.label.in_language(viewer.language), spec.example_in(language)
            )
            for spec in tokens(custom=own_facts(draft)).values()
        ],
        island=handed,
        icons=icons_of(handed),
    )


def look_at(
    *, draft: TemplateDraft, scope: Scope, variant: str, now: datetime, document: dict[str, Any] | None = None
) -> Look:
    """Look at a text of a template, its draft or the document given, with sample values."""
    shown = {"variants": {}, **(draft.document if document is None else document), "channel": draft.channel}
    return Look(
        draft=draft,
        asked=Asked(document=shown, braces=(), variant=variant, creditor_id=draft.creditor_id),
        custom=own_facts(draft),
        brands=brands(draft, scope),
        creditor_ids=scope.ids,
        now=now,
    )


def with_variant(draft: TemplateDraft, variant: str, typed: Any) -> dict[str, Any]:
    """The draft with one text put in."""
    return {**draft.document, "variants": {**draft.document.get("variants", {}), variant: typed}}


def in_reader_language(words: dict[str, str], language: str, otherwise: str) -> str:
    """A title in the reader's language, else in Spanish, else something."""
    return words.get(language) or words.get("es") or otherwise


def _island(draft: TemplateDraft, scope: Scope, variant: str, viewer: Staff) -> dict[str, Any]:
    custom = own_facts(draft)
    own = island(
        channel=draft.channel,
        document=draft.document,
        specs=tokens(custom=custom).values(),
        may_be_missing=frozenset(fact.key for fact in custom),
        language=viewer.language,
    )
    mine = [each for each in scope.creditors if draft.creditor_id in (None, each.id)]
    address = reverse("console:content:edit", args=[draft.id, "XX", "YY"])
    names = ("show", "check", "save", "cases", "test", "publish", "upload")
    urls = {name: reverse(f"console:content:{name}", args=[draft.id]) for name in names}
    return {
        **own,
        "revision": draft.revision,
        "variant": variant,
        "creditors": [[str(each.id), each.name] for each in mine],
        "may": {"edit": viewer.may(Permission.EDIT_TEMPLATES)},
        "urls": {**urls, "edit": address.replace("XX-YY", "VARIANT")},
    }


def _plain(draft: TemplateDraft, variant: str) -> dict[str, Any]:
    document, _faults = read_template(draft.document)
    initial: dict[str, Any] = {"revision": draft.revision}
    if document is None or variant not in document.variants:
        return initial
    plain = variant_for_file(document.variants[variant])
    if isinstance(plain, str):
        return {**initial, "text": plain}
    blocks = yaml.safe_dump(plain["blocks"], allow_unicode=True, sort_keys=False, width=100)
    return {**initial, **plain, "blocks": blocks}
