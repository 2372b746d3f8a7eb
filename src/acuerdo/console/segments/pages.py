"""What the segment screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pydantic import ValidationError

from acuerdo.cases.queries import CaseFilters, CaseList, CaseRow, list_cases
from acuerdo.console.parts import rule_form
from acuerdo.console.parts.lists import PAGE_SIZE, ListState, Pages
from acuerdo.console.parts.rule_form import Document, FactChoices, Part
from acuerdo.console.scope import Scope
from acuerdo.console.segments.forms import SegmentForm
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import SegmentRow, count_segments, segment_sql, segments, where_sql
from acuerdo.segments.rules import Fault, Rule, check, describe


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment as lists show it; `count` the cases it selects at this moment."""

    id: int
    key: str
    name: str
    description: str
    words: str
    creditor: str
    count: int
    is_faulty: bool
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    segments: Sequence[SegmentLine]


@dataclass(frozen=True, slots=True)
class DetailPage:
    segment: SegmentLine
    cases: Sequence[CaseRow]
    pages: Pages


@dataclass(frozen=True, slots=True)
class Builder:
    """What the rule template needs besides the rule itself: facts, and the attributes that let htmx redraw it."""

    part: Part
    facts: FactChoices
    address: str
    redraw: SafeString
    recount: SafeString
    joins: Sequence[tuple[str, Any]] = rule_form.JOINS


@dataclass(frozen=True, slots=True)
class Preview:
    """How many cases the rule as it stands selects, in words, with the first of them."""

    count: int | None = None
    words: str = ""
    cases: Sequence[CaseRow] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class EditPage:
    form: SegmentForm
    builder: Builder
    preview: Preview
    segment_id: int | None = None
    name: str = ""


def index_page(*, scope: Scope, language: str, now: datetime) -> IndexPage:
    """All segments that the reader may use, each counted now."""
    found = segments(creditor_ids=scope.ids)
    counts = count_segments(found, creditor_ids=scope.ids, now=now)
    return IndexPage(tuple(_line(segment, scope, language, counts.get(segment.id, 0)) for segment in found))


def detail_page(*, segment: SegmentRow, scope: Scope, language: str, state: ListState, now: datetime) -> DetailPage:
    """One segment and a page of its cases, highest balance first."""
    where = segment_sql(segment, creditor_ids=scope.ids, now=now)
    found = _cases(where, segment.reach(scope.ids), now, offset=state.offset)
    line = _line(segment, scope, language, found.total)
    return DetailPage(segment=line, cases=found.rows, pages=Pages(state, found.total))


def edit_page(
    *,
    form: SegmentForm,
    document: Document,
    creditor_id: int | None,
    scope: Scope,
    language: str,
    now: datetime,
    faults: Sequence[Fault] = (),
    segment_id: int | None = None,
) -> EditPage:
    """The editor with the rule as it stands, counted if it can be."""
    own = _own(creditor_id)
    shown = rule_form.faults_by_path(document, faults)
    part = rule_form.draw(document, language=language, custom=own, faults=shown)
    return EditPage(
        form=form,
        builder=_builder(part, language, own, segment_id),
        preview=preview(document=document, creditor_id=creditor_id, scope=scope, language=language, now=now),
        segment_id=segment_id,
        name=str(form["name"].value() or ""),
    )


def preview(*, document: Document, creditor_id: int | None, scope: Scope, language: str, now: datetime) -> Preview:
    """Count the rule as it stands; a rule that is not finished yet has no count."""
    own = _own(creditor_id)
    rule = readable(document, own)
    if rule is None:
        return Preview()
    ids = [creditor_id] if creditor_id is not None and scope.creditor(creditor_id) else scope.ids
    found = _cases(where_sql(rule, creditor_ids=ids, now=now, custom=own), ids, now, limit=8)
    return Preview(count=found.total, words=describe(rule, language, custom=own), cases=found.rows)


def readable(document: Document, custom: Sequence[Fact]) -> Rule | None:
    """The rule of a form document if it has no fault."""
    try:
        rule = rule_form.to_rule(document, custom=custom)
    except ValidationError:
        return None
    return None if check(rule, custom=custom) else rule


def _builder(part: Part, language: str, own: Sequence[Fact], segment_id: int | None) -> Builder:
    address = reverse("console:segments:edit", args=[segment_id]) if segment_id else reverse("console:segments:new")
    return Builder(
        part=part,
        facts=rule_form.fact_choices(language=language, custom=own),
        address=address,
        redraw=format_html('hx-post="{}" hx-target="#rule-builder" hx-swap="outerHTML"', address),
        recount=format_html(
            'hx-post="{}" hx-trigger="input changed delay:350ms, change" hx-target="#rule-preview" hx-swap="outerHTML"',
            reverse("console:segments:count"),
        ),
    )


def _line(segment: SegmentRow, scope: Scope, language: str, count: int) -> SegmentLine:
    creditor = scope.creditor(segment.creditor_id) if segment.creditor_id else None
    return SegmentLine(
        id=segment.id,
        key=segment.key,
        name=segment.name,
        description=segment.description,
        words=describe(segment.rule, language, custom=segment.custom),
        creditor=creditor.name if creditor else "",
        count=count,
        is_faulty=segment.is_faulty,
        updated_at=segment.updated_at,
        updated_by=segment.updated_by,
    )


def _cases(
    where: tuple[str, Sequence[object]],
    creditor_ids: Sequence[int],
    now: datetime,
    *,
    offset: int = 0,
    limit: int = PAGE_SIZE,
) -> CaseList:
    asked = CaseFilters(creditor_ids=creditor_ids, status="", where=where)
    return list_cases(asked, now=now, offset=offset, limit=limit)


def _own(creditor_id: int | None) -> tuple[Fact, ...]:
    return tuple(custom_facts(creditor_id=creditor_id))
