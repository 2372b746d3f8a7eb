"""Says what a step does, in one line of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from acuerdo.console.parts import formats
from acuerdo.console.strategies.words import (
    channel_words,
    duration_words,
    event_words,
    outlet_words,
    tone_words,
    weekday_words,
)
from acuerdo.content.queries import template_titles
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, UnknownFact
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import names_of_references
from acuerdo.segments.rules import describe, parse_rule
from acuerdo.strategies.enums import HoldReason
from acuerdo.strategies.nodes.end import EndConfig
from acuerdo.strategies.rules.document import Node
from acuerdo.strategies.rules.kinds import kind_of
from acuerdo.strategies.rules.texts import in_language

Data = Mapping[str, Any]


def teller_for(*, creditor_id: int | None, language: str) -> Teller:
    """A teller that knows what the rules of this creditor's strategies may name (None: of shared ones)."""
    own = [] if creditor_id is None else [creditor_id]
    names, titles = names_of_references(creditor_ids=own), template_titles(creditor_ids=own)
    return Teller(language, tuple(custom_facts(creditor_id=creditor_id)), names, titles)


class Teller:
    """Labels and summaries of steps.

    Rules may name the creditor's own facts (`custom`), and segments and lists (`names`, by `segment:KEY`, `list:KEY`).
    Templates go by their titles (by key and language) as far as these are handed in.
    """

    def __init__(
        self,
        language: str,
        custom: tuple[Fact, ...] = (),
        names: Mapping[str, str] | None = None,
        titles: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.language, self.custom, self.names, self.titles = language, custom, names or {}, titles or {}

    def label(self, kind: str) -> str:
        """The kind by its name; an unknown one as it stands."""
        known = kind_of(kind)
        return gettext(known.label) if known else kind

    def icon(self, kind: str) -> str:
        """The drawing of a kind."""
        known = kind_of(kind)
        return known.icon if known else "circle"

    def summary(self, node: Node) -> str:
        """What the step does, as far as its settings say so already."""
        teller = getattr(self, f"_{node.kind}", None)
        try:
            return str(teller(node.data)) if teller else ""
        except (AttributeError, TypeError):  # a draft may hold values of any shape; their faults are listed
            return ""

    def rule(self, rule: Any) -> str:
        """A rule in words; "?" if it cannot be read."""
        try:
            return describe(parse_rule(rule), self.language, custom=self.custom, names=self.names)
        except (ValueError, RecursionError):
            return "?"

    def fact(self, key: str) -> str:
        """A fact by its label; an unknown one by its key."""
        try:
            return facts.get(key, custom=self.custom).label.in_language(self.language)
        except UnknownFact:
            return key

    def _entry(self, data: Data) -> str:
        rule = self.rule(data["segment"]) if data.get("segment") else ""
        schedule = data.get("schedule") or {}
        match data.get("trigger", "segment"):
            case "event":
                start = event_words(data.get("event", "?"))
            case "schedule":
                days = ", ".join(map(weekday_words, schedule.get("weekdays", [])))
                start = f"{days} {schedule.get('at', '?')}".strip()
            case "api":
                start = gettext("when another program says so")
            case _:
                start = ""
        return " · ".join(part for part in (start, rule) if part)

    def _message(self, data: Data) -> str:
        keys = data.get("templates") or {}
        written = [data["template"]] if data.get("template") else keys.values()
        names = dict.fromkeys(self._title(key) for key in written)
        tone = tone_words(data.get("tone", ""))
        return " · ".join(part for part in (channel_words(data.get("channel", "")), ", ".join(names), tone) if part)

    def _title(self, key: Any) -> str:
        titles = self.titles.get(str(key))
        return in_language(dict(titles), self.language) if titles else str(key)

    def _wait(self, data: Data) -> str:
        if data.get("for"):
            return duration_words(data["for"])
        if data.get("best_hour"):
            return gettext("until the person's best hour")
        if date := data.get("until_date"):
            return self._date(date)
        days = ", ".join(map(weekday_words, data.get("weekdays", [])))
        until = gettext("until %(time)s") % {"time": data.get("until", "?")}
        return f"{until}, {days}" if days else until

    def _date(self, date: Data) -> str:
        days, name = int(date.get("days", 0)), self.fact(date.get("fact", "?"))
        if not days:
            return gettext("until “%(date)s”") % {"date": name}
        text = (
            ngettext("until %(n)s day before “%(date)s”", "until %(n)s days before “%(date)s”", -days)
            if days < 0
            else ngettext("until %(n)s day after “%(date)s”", "until %(n)s days after “%(date)s”", days)
        )
        return text % {"n": abs(days), "date": name}

    def _wait_event(self, data: Data) -> str:
        events = ", ".join(map(event_words, data.get("events", [])))
        return gettext("%(events)s, at most %(time)s") % {
            "events": events,
            "time": duration_words(data.get("timeout", "?")),
        }

    def _split(self, data: Data) -> str:
        return "; ".join(f"{_way(each)} ({self.rule(each.get('when'))})" for each in data.get("branches", []))

    def _split_share(self, data: Data) -> str:
        return ", ".join(f"{_way(each)} {_percent(each.get('percent'))}" for each in data.get("shares", []))

    def _experiment(self, data: Data) -> str:
        arms = ", ".join(f"{_way(each)} {_percent(each.get('share'))}" for each in data.get("arms", []))
        return f"{arms}, {outlet_words('hold_out')} {_percent(data.get('hold_out', 0))}"

    def _offer(self, data: Data) -> str:
        if data.get("offer") == "settlement":
            offer = gettext("settlement, %(percent)s%% off") % {"percent": data.get("discount_percent", "?")}
        else:
            offer = gettext("plan of up to %(n)s instalments") % {"n": data.get("instalments", "?")}
        return gettext("%(offer)s, for %(time)s") % {"offer": offer, "time": duration_words(data.get("valid_for", "?"))}

    def _agent_task(self, data: Data) -> str:
        return in_language(data.get("title", ""), self.language)

    def _hold(self, data: Data) -> str:
        lasting = duration_words(data["for"]) if data.get("for") else ""
        return ", ".join(part for part in (self._release(data), lasting) if part)

    def _release(self, data: Data) -> str:
        reason = str(data.get("reason", ""))
        return str(dict(HoldReason.choices).get(reason, reason))

    def _set_fact(self, data: Data) -> str:
        return f"{self.fact(data.get('fact', '?'))} = {data.get('value', '?')}"

    def _webhook(self, data: Data) -> str:
        return str(data.get("url", ""))

    def _go_to(self, data: Data) -> str:
        return str(data.get("strategy", ""))

    def _end(self, data: Data) -> str:
        outcome = str(data.get("outcome", ""))
        return "" if outcome == EndConfig().outcome else outcome.replace("_", " ")


def _way(way: Data) -> str:
    return outlet_words(str(way.get("name")))


def _percent(value: Any) -> str:
    """A whole or broken number of hundredths, by the reader's locale; what a draft holds instead, as it stands."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return formats.percent(value / 100, digits=0 if value == int(value) else 1)
