"""What the segment screens show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pydantic import ValidationError

from acuerdo.cases.queries import CaseFilters, CaseList, CaseRow, list_cases
from acuerdo.console.parts import formats, rule_form
from acuerdo.console.parts.lists import PAGE_SIZE, ListState, Pages
from acuerdo.console.parts.rule_faults import fault_words
from acuerdo.console.parts.rule_form import Document, FactChoices, Part
from acuerdo.console.parts.rule_labels import GROUP_LABELS
from acuerdo.console.scope import Scope
from acuerdo.console.segments.forms import SegmentForm
from acuerdo.console.segments.sections import tabs
from acuerdo.console.segments.uses import Use, uses_of
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import (
    SegmentRow,
    SizeDay,
    count_segments,
    known_rules,
    names_of_references,
    segment_sql,
    segments,
    sizes_of,
    where_sql,
)
from acuerdo.segments.rules import Fault, Rule, describe, find_faults, references

TREND_DAYS = 30


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment as lists show it; `count` the cases it selects at this moment, `trend` those of the last days."""

    id: int
    key: str
    name: str
    description: str
    words: str
    creditor: str
    count: int
    faults: Sequence[str]
    trend: Sequence[float]
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    tabs: Sequence[tuple[str, str]]
    segments: Sequence[SegmentLine]


@dataclass(frozen=True, slots=True)
class DetailPage:
    segment: SegmentLine
    cases: Sequence[CaseRow]
    pages: Pages
    history: Sequence[tuple[str, float, str]]
    uses: Sequence[Use]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact explained: what it says and an example of its value."""

    key: str
    label: str
    help: str
    example: str


@dataclass(frozen=True, slots=True)
class FactsPage:
    """Everything that is known of a case, in groups."""

    tabs: Sequence[tuple[str, str]]
    groups: Sequence[tuple[str, Sequence[FactLine]]]


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
    sizes = sizes_of(segment_ids=[segment.id for segment in found], creditor_ids=scope.ids, days=TREND_DAYS)
    names = _names_in(found, scope)
    lines = [_line(each, scope, language, counts.get(each.id, 0), names, sizes[each.id]) for each in found]
    return IndexPage(tabs(), lines)


def _names_in(found: Sequence[SegmentRow], scope: Scope) -> Mapping[str, str]:
    """Names of segments and lists, if any of these names one."""
    if any(True for segment in found for _ in references(segment.rule)):
        return names_of_references(creditor_ids=scope.ids)
    return {}


def facts_page(*, language: str) -> FactsPage:
    """All facts that rules and texts may name, explained; creditors' own columns are explained by their imports."""
    groups: dict[str, list[FactLine]] = {}
    for fact in facts.all_facts():
        line = FactLine(
            fact.key, fact.label.in_language(language), fact.help.in_language(language), _example(fact, language)
        )
        groups.setdefault(str(GROUP_LABELS.get(fact.group, fact.group)), []).append(line)
    return FactsPage(tabs(), tuple(groups.items()))


def _example(fact: Fact, language: str) -> str:
    return next((words.in_language(language) for value, words in fact.choices if value == fact.example), fact.example)


def detail_page(*, segment: SegmentRow, scope: Scope, language: str, state: ListState, now: datetime) -> DetailPage:
    """One segment and a page of its cases, highest balance first."""
    where = segment_sql(segment, creditor_ids=scope.ids, now=now)
    found = _cases(where, segment.reach(scope.ids), now, offset=state.offset)
    sizes = sizes_of(segment_ids=[segment.id], creditor_ids=scope.ids)[segment.id]
    return DetailPage(
        segment=_line(segment, scope, language, found.total, _names_in([segment], scope), sizes),
        cases=found.rows,
        pages=Pages(state, found.total),
        history=[(formats.day(each.day), each.cases, formats.number(each.cases)) for each in sizes],
        uses=uses_of(f"segment:{segment.key}", language=language),
    )


def edit_page(
    *,
    form: SegmentForm,
    document: Document,
    creditor_id: int | None,
    scope: Scope,
    language: str,
    now: datetime,
    faults: Sequence[Fault] = (),
    segment: SegmentRow | None = None,
) -> EditPage:
    """The editor with the rule as it stands, counted if it can be."""
    own = _own(creditor_id)
    names = _names(creditor_id, segment)
    shown = rule_form.faults_by_path(document, faults)
    part = rule_form.draw(document, language=language, custom=own, faults=shown, references=names)
    segment_id = segment.id if segment else None
    return EditPage(
        form=form,
        builder=_builder(part, rule_form.fact_choices(language=language, custom=own, references=names), segment_id),
        preview=preview(document=document, creditor_id=creditor_id, scope=scope, language=language, now=now),
        segment_id=segment_id,
        name=str(form["name"].value() or ""),
    )


def preview(*, document: Document, creditor_id: int | None, scope: Scope, language: str, now: datetime) -> Preview:
    """Count the rule as it stands; a rule that is not finished yet has no count."""
    own = _own(creditor_id)
    rule = readable(document, own, creditor_id)
    if rule is None:
        return Preview()
    ids = [creditor_id] if creditor_id is not None and scope.creditor(creditor_id) else scope.ids
    found = _cases(where_sql(rule, creditor_ids=ids, now=now, custom=own), ids, now, limit=8)
    return Preview(count=found.total, words=_words(rule, language, own), cases=found.rows)


def _words(rule: Rule, language: str, own: Sequence[Fact]) -> str:
    return describe(rule, language, custom=own, names=names_of_references())


def readable(document: Document, custom: Sequence[Fact], creditor_id: int | None) -> Rule | None:
    """The rule of a form document if it has no fault."""
    try:
        rule = rule_form.to_rule(document, custom=custom)
    except ValidationError:
        return None
    known = known_rules(creditor_ids=_only(creditor_id))
    return None if find_faults(rule, custom=custom, known=known) else rule


def _names(creditor_id: int | None, segment: SegmentRow | None) -> dict[str, str]:
    """What the rule may name: not itself."""
    names = names_of_references(creditor_ids=_only(creditor_id))
    return {name: title for name, title in names.items() if segment is None or name != f"segment:{segment.key}"}


def _only(creditor_id: int | None) -> list[int]:
    return [] if creditor_id is None else [creditor_id]


def _builder(part: Part, choices: FactChoices, segment_id: int | None) -> Builder:
    address = reverse("console:segments:edit", args=[segment_id]) if segment_id else reverse("console:segments:new")
    return Builder(
        part=part,
        facts=choices,
        address=address,
        redraw=format_html('hx-post="{}" hx-target="#rule-builder" hx-swap="outerHTML"', address),
        recount=format_html(
            'hx-post="{}" hx-trigger="input changed delay:350ms, change" hx-target="#rule-preview" hx-swap="outerHTML"',
            reverse("console:segments:count"),
        ),
    )


def _line(
    segment: SegmentRow, scope: Scope, language: str, count: int, names: Mapping[str, str], sizes: Sequence[SizeDay]
) -> SegmentLine:
    creditor = scope.creditor(segment.creditor_id) if segment.creditor_id else None
    return SegmentLine(
        id=segment.id,
        key=segment.key,
        name=segment.name,
        description=segment.description,
        words=describe(segment.rule, language, custom=segment.custom, names=names),
        creditor=creditor.name if creditor else "",
        count=count,
        faults=[fault_words(fault) for fault in segment.faults],
        trend=[float(each.cases) for each in sizes],
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
