"""What the builder is told of a text as it stands: how it looks, what is wrong with it, how it reads, what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from acuerdo.console.content.samples import Sample, case_row, sample_row
from acuerdo.console.content.sources import Place, blocks_in, place_in, place_of, with_runs
from acuerdo.console.content.words import block_names, language_names, part_names, tone_names
from acuerdo.content.queries import Preview, TemplateDraft, plain_part, preview_variant, tokens
from acuerdo.content.queries.assets import surroundings
from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.documents import EmailDocument, LandingDocument, VariantDocument
from acuerdo.content.rules.faults import Fault
from acuerdo.content.rules.reading import reading_of
from acuerdo.content.rules.runs import Run, Text, write_text
from acuerdo.content.rules.runs import Token as RunToken
from acuerdo.kernel.facts import Fact

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to look at: the document as stored, faults met while reading it, and whose values to show."""

    document: Json
    braces: Sequence[Fault]
    variant: str
    case_id: int | None = None
    creditor_id: int | None = None
    scheme: str = "light"


def asked(given: Mapping[str, Any], *, draft: TemplateDraft) -> Asked:
    """Read what the builder sent; the channel is the template's own."""
    document, braces = with_runs(given["document"])
    return Asked(
        document={**document, "channel": draft.channel},
        braces=braces,
        variant=given["variant"],
        case_id=given["case"],
        creditor_id=given["creditor"] or draft.creditor_id,
        scheme=given["scheme"] or "light",
    )


@dataclass(frozen=True)
class Look:
    """Somebody looks at a text of a template: with which values, in whose colours."""

    draft: TemplateDraft
    asked: Asked
    custom: Sequence[Fact]
    brands: Mapping[str, str]
    creditor_ids: Sequence[int]
    now: datetime

    @property
    def channel(self) -> str:
        return self.draft.channel

    @cached_property
    def sample(self) -> Sample:
        """The row the text is shown with: the chosen case if there is one, else examples in the creditor's name."""
        one = self.asked
        language, specs = one.variant.partition(".")[0], tokens(custom=self.custom)
        row = pl.DataFrame()
        if one.case_id is not None:
            row = case_row(
                case_id=one.case_id, creditor_ids=self.creditor_ids, channel=self.channel, tokens=specs,
                custom=self.custom, now=self.now,
            )  # fmt: skip
        if row.is_empty():
            row = sample_row(tokens=specs, language=language, creditor_id=one.creditor_id)
        return Sample(row, specs, language)

    @property
    def sender_id(self) -> int | None:
        """The creditor a test is sent for: the case's, the one whose brand is shown, or the first there is."""
        if "creditor_id" in self.sample.row.columns:
            return int(self.sample.row["creditor_id"][0])
        return self.asked.creditor_id or next(iter(self.creditor_ids), None)

    def preview(self, *, marks: bool = False) -> Preview | None:
        """The text as it arrives; None if nobody has written it."""
        one = self.asked
        if one.variant not in one.document.get("variants", {}):
            return None
        return preview_variant(
            document=one.document, variant=one.variant, case=self.sample.row, custom=self.custom,
            around=surroundings(), marks=marks,
        )  # fmt: skip


def checked(look: Look, *, reader: str) -> Json:
    """Everything the builder shows beside the preview, as json."""
    one, sample = look.asked, look.sample
    document, unread = read_template(one.document)
    faults = [*one.braces, *unread]
    if document is not None:
        missing = frozenset(fact.key for fact in look.custom)
        around = surroundings(brands=look.brands)
        faults += check_template(document, sample.specs, may_be_missing=missing, around=around)
    text = document.variants.get(one.variant) if document else None
    shown = look.preview() if text else None
    rendered = shown.rendered if shown else None
    is_mail = isinstance(text, EmailDocument)
    return {
        "faults": [_fault(fault, one.document, reader) for fault in faults],
        "subject": sample.text(_heading(text)),
        "preheader": sample.text(text.preheader) if isinstance(text, EmailDocument) else "",
        "sender": sample.written("creditor.name"),
        "plain": rendered.text if rendered else "",
        "plainSource": _plain_source(one, look.custom) if is_mail and rendered else "",
        "bytes": shown.size if shown else 0,
        "reading": _reading(text, shown, sample, reader),
        "sms": _cost(shown),
        "values": {key: sample.written(key) for key in sample.specs},
    }


def _heading(text: VariantDocument | None) -> Sequence[Run]:
    """What names a text before it is opened: the subject of a mail, the title of a page in its tab."""
    if isinstance(text, EmailDocument):
        return text.subject
    return text.title if isinstance(text, LandingDocument) else ()


def _plain_source(one: Asked, custom: Sequence[Fact]) -> str:
    runs = plain_part(document=one.document, variant=one.variant, custom=custom)
    return write_text([RunToken(**run) if "tok" in run else Text(**run) for run in runs])


def _fault(fault: Fault, document: Json, reader: str) -> Json:
    place = place_of(fault.where, document)
    return {
        "variant": place.variant,
        "block": place.block,
        "prop": place.prop,
        "place": place_words(place, document, reader),
        "words": fault.words.in_language(reader),
        "stops": fault.stops,
    }


def place_words(place: Place, document: Mapping[str, Any], reader: str) -> str:
    """Where something stands, in words: text, block, or part."""
    language, _, tone = place.variant.partition(".")
    text = f"{language_names().get(language, language)} · {tone_names().get(tone, tone)}" if place.variant else ""
    written = document.get("variants", {}).get(place.variant, {})
    return " › ".join(part for part in (text, _part_words(place.block, place.prop, written, reader)) if part)


def _part_words(block: str, prop: str, text: Mapping[str, Any], reader: str) -> str:
    if not block:
        return part_names().get(prop, "")
    kind = next((str(each.get("type")) for each in blocks_in(text) if each.get("id") == block), "")
    return block_names(reader).get(kind, kind)


def _reading(text: VariantDocument | None, shown: Preview | None, sample: Sample, reader: str) -> Json:
    whole = shown.reading if shown else None
    return {
        "words": whole.words if whole else 0,
        "ease": whole.score if whole else None,
        "band": whole.band.in_language(reader) if whole else "",
        "texts": list(_readings(text, sample, reader)) if text else [],
    }


def _readings(text: VariantDocument, sample: Sample, reader: str) -> Iterator[Json]:
    stored = text.as_json()
    for where, runs in text.texts():
        found = reading_of(sample.text(runs), sample.language)
        if found is None:
            continue
        block, prop = place_in(where, stored)
        yield {
            "block": block,
            "prop": prop,
            "place": _part_words(block, prop, stored, reader),
            "words": found.words,
            "ease": found.score,
            "band": found.band.in_language(reader),
        }


def _cost(shown: Preview | None) -> Json | None:
    if shown is None or shown.sms is None:
        return None
    cost = shown.sms
    return {
        "encoding": cost.encoding,
        "units": cost.units,
        "parts": cost.segments,
        "left": cost.left_in_segment,
        "outside": list(cost.outside_gsm7),
    }
