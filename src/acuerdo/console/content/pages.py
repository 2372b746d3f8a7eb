"""What the template screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from acuerdo.console.content.forms import FORMS, LANGUAGES, TONES, EmailForm, SmsForm
from acuerdo.console.scope import Scope
from acuerdo.content.queries import (
    Preview,
    TemplateDraft,
    TemplateLine,
    VersionLine,
    preview_variant,
    template_faults,
    templates,
    tokens,
    versions_of,
)
from acuerdo.content.rules.checks import read_template
from acuerdo.content.rules.yaml_form import variant_for_file
from acuerdo.portfolio.queries import custom_facts


@dataclass(frozen=True, slots=True)
class IndexLine:
    line: TemplateLine
    title: str
    creditor: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    groups: Sequence[tuple[str, Sequence[IndexLine]]]


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A text in one language and tone; `is_there` says whether it is written."""

    language: str
    tone: str
    is_there: bool

    @property
    def key(self) -> str:
        return f"{self.language}.{self.tone}"


@dataclass(frozen=True, slots=True)
class DetailPage:
    id: int
    key: str
    title: str
    channel: str
    is_own: bool
    variants: Sequence[VariantLine]
    missing: int
    faults: Sequence[tuple[str, str, bool]]
    versions: Sequence[VersionLine]
    is_changed: bool

    @property
    def may_publish(self) -> bool:
        return self.is_changed and not any(stops for _where, _words, stops in self.faults)


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
    language: str
    tone: str
    form: SmsForm | EmailForm
    preview: Preview | None
    faults: Sequence[tuple[str, str, bool]]
    tokens: Sequence[TokenLine]


def index_page(*, scope: Scope, language: str) -> IndexPage:
    """All templates in use, by channel."""
    groups: dict[str, list[IndexLine]] = {}
    for line in templates(creditor_ids=scope.ids):
        creditor = scope.creditor(line.creditor_id) if line.creditor_id else None
        groups.setdefault(line.channel, []).append(
            IndexLine(line, title_of(line.title, language, line.key), creditor.name if creditor else "")
        )
    return IndexPage(tuple(groups.items()))


def detail_page(*, template: TemplateDraft, language: str) -> DetailPage:
    """One template: its texts, what is wrong with them, its versions."""
    written = template.document.get("variants", {})
    variants = tuple(VariantLine(each, tone, f"{each}.{tone}" in written) for each in LANGUAGES for tone in TONES)
    versions = versions_of(template_id=template.id)
    return DetailPage(
        id=template.id,
        key=template.key,
        title=title_of(template.title, language, template.key),
        channel=template.channel,
        is_own=template.creditor_id is not None,
        variants=variants,
        missing=sum(not variant.is_there for variant in variants),
        faults=[
            (fault.where, fault.words.in_language(language), fault.stops)
            for fault in template_faults(template_id=template.id, custom=_own(template))
        ],
        versions=versions,
        is_changed=not versions or template.updated_at > versions[0].published_at,
    )


def edit_page(
    *, template: TemplateDraft, language: str, tone: str, reader: str, form: SmsForm | EmailForm | None = None
) -> EditPage:
    """One text in its form, with its preview; `form` is the one that was sent, if any."""
    variant = f"{language}.{tone}"
    shown = form or FORMS[template.channel](initial=_plain(template, variant))
    preview = None
    if variant in template.document.get("variants", {}):
        preview = preview_variant(document=template.document, variant=variant, custom=_own(template))
    return EditPage(
        id=template.id,
        title=title_of(template.title, reader, template.key),
        channel=template.channel,
        language=language,
        tone=tone,
        form=shown,
        preview=preview,
        faults=_told(preview, reader),
        tokens=[
            TokenLine(spec.key, f"{{{{ {spec.key} }}}}", spec.label.in_language(reader), spec.example_in(language))
            for spec in tokens(custom=_own(template)).values()
        ],
    )


def preview_of(*, template: TemplateDraft, variant: str, typed: Any = None) -> Preview | None:
    """How a text arrives, with sample values; `typed` shows a text that is not saved yet."""
    document = dict(template.document)
    if typed is not None:
        document["variants"] = {**document.get("variants", {}), variant: typed}
    if variant not in document.get("variants", {}):
        return None
    return preview_variant(document=document, variant=variant, custom=_own(template))


def with_variant(template: TemplateDraft, variant: str, typed: Any) -> dict[str, Any]:
    """The draft with one text put in."""
    return {**template.document, "variants": {**template.document.get("variants", {}), variant: typed}}


def title_of(title: dict[str, str], language: str, key: str) -> str:
    """A template's title in the reader's language, or its key."""
    return title.get(language) or title.get("es") or key


def _told(preview: Preview | None, reader: str) -> list[tuple[str, str, bool]]:
    faults = preview.faults if preview else []
    return [(fault.where, fault.words.in_language(reader), fault.stops) for fault in faults]


def _plain(template: TemplateDraft, variant: str) -> dict[str, Any]:
    document, _faults = read_template(template.document)
    initial: dict[str, Any] = {"revision": template.revision}
    if document is None or variant not in document.variants:
        return initial
    plain = variant_for_file(document.variants[variant])
    if isinstance(plain, str):
        return {**initial, "text": plain}
    blocks = yaml.safe_dump(plain["blocks"], allow_unicode=True, sort_keys=False, width=100)
    return {**initial, "subject": plain.get("subject", ""), "preheader": plain.get("preheader", ""), "blocks": blocks}


def _own(template: TemplateDraft) -> tuple[Any, ...]:
    return tuple(custom_facts(creditor_id=template.creditor_id)) if template.creditor_id else ()
