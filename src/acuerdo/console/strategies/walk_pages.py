"""What the test of a strategy shows: a case walked step by step, personal data masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext

from acuerdo.compliance.queries import VerdictStory
from acuerdo.console.content.samples import case_row, cases_found
from acuerdo.console.parts.states import State
from acuerdo.console.strategies.editing_pages import crumbs
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.telling import Teller
from acuerdo.console.strategies.words import channel_words, event_words, outlet_words, tone_words
from acuerdo.content.queries import live_versions, template_titles, tokens
from acuerdo.content.queries.rendering import renderer
from acuerdo.content.rules.choice import choose_variant
from acuerdo.content.rules.composing import compose
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import MissingValue
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType, UnknownFact
from acuerdo.strategies.queries import FaultInWords
from acuerdo.strategies.queries.walking import Contact, RuleValue, Stop, Walked
from acuerdo.strategies.rules.document import Document, Node
from acuerdo.strategies.rules.texts import in_language

# Facts that tell who somebody is; texts in a creditor's own columns may as well.
PERSONAL = frozenset({"debtor.birth_date", "debtor.postcode", "debt.reference"})
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Known:
    """A fact a step looked at, or a rule with its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """A message as this person would get it."""

    channel: str
    template: str
    tone: str
    subject: str
    body: str
    fault: str


@dataclass(frozen=True, slots=True)
class StopShown:
    """One step of the walk."""

    stop: Stop
    label: str
    icon: str
    summary: str
    way: str
    facts: Sequence[Known]
    rules: Sequence[Known]
    effects: Sequence[str]
    gate: State | None
    verdict: VerdictStory | None
    text: Text | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What may happen next, and the address of the walk in which it does."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class WalkPage:
    """The test page: a case to choose, then its walk."""

    line: Line
    shows_draft: bool
    faults: Sequence[FaultInWords]
    sought: str
    cases: Sequence[Mapping[str, str]]
    case_id: int | None = None
    stops: Sequence[StopShown] = ()
    choices: Sequence[Choice] = ()
    back: str = ""
    is_over: bool = False
    due_at: datetime | None = None

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.line)


@dataclass(frozen=True, slots=True)
class WalkAsked:
    """A walk as its address tells it: the case, since when, and what happens at each wait."""

    case_id: int
    at: datetime
    choices: tuple[str, ...]
    shows_draft: bool

    def address(self, choices: Sequence[str]) -> str:
        """The same walk with other choices."""
        fields = [("case", str(self.case_id)), ("at", self.at.isoformat()), *(("then", each) for each in choices)]
        return "?" + urlencode([*fields, ("show", "draft" if self.shows_draft else "live")])


def choosing_page(
    *,
    line: Line,
    sought: str,
    creditor_ids: list[int],
    shows_draft: bool,
    faults: Sequence[FaultInWords],
    now: datetime,
) -> WalkPage:
    """Cases to walk with, without names."""
    found = cases_found(sought=sought, creditor_ids=creditor_ids, now=now)
    return WalkPage(line=line, shows_draft=shows_draft, faults=faults, sought=sought, cases=found)


def walk_page(
    *,
    line: Line,
    document: Document,
    walked: Walked,
    asked: WalkAsked,
    creditor_ids: list[int],
    custom: tuple[Fact, ...],
    names: Mapping[str, str],
    language: str,
) -> WalkPage:
    """A walk in words, with what may happen next."""
    shower = _Shower(
        document,
        Teller(language, custom, names, template_titles(creditor_ids=creditor_ids)),
        custom,
        asked.case_id,
        creditor_ids,
    )
    return WalkPage(
        line=line,
        shows_draft=asked.shows_draft,
        faults=(),
        sought="",
        cases=(),
        case_id=asked.case_id,
        stops=[shower.stop(stop) for stop in walked.stops],
        choices=_choices(walked, asked),
        back=asked.address(asked.choices[:-1]) if asked.choices else "",
        is_over=walked.is_over,
        due_at=walked.due_at,
    )


def _choices(walked: Walked, asked: WalkAsked) -> list[Choice]:
    if walked.is_over:
        return []
    happen = [Choice(event_words(str(event)), asked.address([*asked.choices, str(event)])) for event in walked.events]
    nothing = gettext("Nothing happens: skip the wait") if happen else gettext("Skip the wait")
    return [Choice(nothing, asked.address([*asked.choices, ""])), *happen]


def _gate(verdict: VerdictStory) -> State:
    known = {
        "allow": State(gettext("The gate allows it"), "success", "shield-check"),
        "warn": State(gettext("The gate allows it, with a warning"), "warning", "shield-check"),
        "defer": State(gettext("The gate puts it off"), "warning", "shield-alert"),
    }
    return known.get(verdict.decision, State(gettext("The gate refuses it"), "error", "shield-x"))


class _Shower:
    """Puts stops into words."""

    def __init__(
        self, document: Document, teller: Teller, custom: tuple[Fact, ...], case_id: int, creditor_ids: list[int]
    ) -> None:
        self.nodes = {node.id: node for node in document.nodes}
        self.teller, self.custom, self.case_id, self.creditor_ids = teller, custom, case_id, creditor_ids

    def stop(self, stop: Stop) -> StopShown:
        """One step with all that was looked at."""
        node = self.nodes[stop.step]
        return StopShown(
            stop=stop,
            label=self.teller.label(stop.kind),
            icon=self.teller.icon(stop.kind),
            summary=self.teller.summary(node),
            way=outlet_words(stop.way) if stop.way else "",
            facts=[Known(self.teller.fact(key), self.value(key, value)) for key, value in stop.facts.items()],
            rules=[self.rule(rule, node) for rule in stop.rules],
            effects=self.effects(stop),
            gate=_gate(stop.verdict) if stop.verdict else None,
            verdict=stop.verdict,
            text=self.text(stop.contact, stop.left_at or stop.at) if stop.contact else None,
        )

    def rule(self, rule: RuleValue, node: Node) -> Known:
        """The way a rule opens (or whom it lets in), and whether it holds."""
        _list, _dot, place = rule.name.partition(".")
        number_of = place.split(".")[0]
        label = str(node.data["branches"][int(number_of)]["name"]) if number_of else gettext("Who enters")
        return Known(label, gettext("holds") if rule.holds else gettext("does not hold"))

    def value(self, key: str, value: Any) -> str:
        """A fact as people read it; what tells who somebody is, masked."""
        if value is None:
            return gettext("not known")
        try:
            fact = facts.get(key, custom=self.custom)
        except UnknownFact:
            return MASK
        if key in PERSONAL or (fact.is_custom and fact.type is FactType.TEXT):
            return MASK
        if fact.type is FactType.MONEY:
            return number_format(value / 100, decimal_pos=2, force_grouping=True)
        if fact.type is FactType.BOOL:
            return gettext("yes") if value else gettext("no")
        choices = {name: words.in_language(self.teller.language) for name, words in fact.choices}
        return choices.get(str(value), str(value))

    def effects(self, stop: Stop) -> list[str]:
        """What would be done, besides messages."""
        title = in_language(stop.task or "", self.teller.language)
        told = [gettext("A task would be made: “%(title)s”.") % {"title": title}] if title else []
        words = {
            "offers": gettext("The offer would be shown in the portal."),
            "holds": gettext("Contact would be stopped."),
            "releases": gettext("The stop on contact would be lifted."),
            "custom_values": gettext("The fact would be written."),
            "webhooks": gettext("The other program would be told."),
            "transfers": gettext("The case would go on in the other strategy."),
        }
        return told + [words[name] for name in stop.effects if name in words]

    def text(self, contact: Contact, at: datetime) -> Text:
        """The message as this person would get it."""
        subject, body, fault = self._rendered(contact, at)
        return Text(
            channel=channel_words(contact.channel),
            template=contact.template,
            tone=tone_words(contact.tone),
            subject=subject,
            body=body,
            fault=fault,
        )

    def _rendered(self, contact: Contact, at: datetime) -> tuple[str, str, str]:
        specs = tokens(custom=self.custom)
        row = case_row(
            case_id=self.case_id, creditor_ids=self.creditor_ids, channel=contact.channel, tokens=specs,
            custom=self.custom, now=at,
        )  # fmt: skip
        owner = row["creditor_id"][0]
        live = live_versions(keys=[contact.template], creditor_ids=[owner]).get((contact.template, owner))
        if live is None:
            return "", "", gettext("The template has no published version.")
        language = row["debtor_language"][0] or row["creditor_language"][0] or "es"
        variant = choose_variant(live.variants, language=language, tone=contact.tone)
        own = renderer(live.id, variant)
        written = variant.partition(".")[0]
        values = sample_values(own.compiled, specs, language=written)
        links = {key: value for key, value in values.items() if key in specs and specs[key].type == "link"}
        try:
            text = own.rendered({**links, **compose(row, own.compiled, specs, language=written).values[0]})
        except MissingValue as missing:
            return "", "", gettext("This case has no value for “%(token)s”.") % {"token": missing.token}
        return text.subject, text.text, ""
