"""Campaigns: the simple form of a strategy, a few messages by days. A campaign and its strategy are the same thing.

`to_document` writes a campaign as a strategy; `as_campaign` reads one back where the simple form can say all of it, and
answers None where somebody went beyond it on the canvas. Nothing else is kept about a campaign.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, model_validator

from acuerdo.segments.rules import Rule, dump_rule, parse_rule
from acuerdo.strategies.enums import CampaignAct, EntryEvent, MessageTone, Trigger, WakeEvent
from acuerdo.strategies.rules.document import DEFAULT_EXITS, Document, Edge, Node, Slug
from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.texts import TextField

MOST_STEPS = 20
LAST_DAY = 365
BEST_HOUR = "best"
ENTRY, HOUR, DONE, ANSWERED = "entry", "hour", "done", "answered"
# What may end a campaign for a person before its last day; the exit rules (paid, closed, held) do so in any case.
STOPS = (WakeEvent.PROMISE_MADE, WakeEvent.REPLIED, WakeEvent.LINK_CLICKED, WakeEvent.PORTAL_VISITED)
_MESSAGE_WAYS = ("sent", "not_allowed", "no_contact_point")

AnyRule = Annotated[Rule, PlainValidator(lambda value: parse_rule(value) if isinstance(value, dict) else value)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CampaignStep(_Part):
    """What happens on a day of the campaign, counted from the day a case comes in (0)."""

    day: int = Field(ge=0, le=LAST_DAY)
    act: CampaignAct
    template: Slug | None = None
    email_template: Slug | None = None
    sms_template: Slug | None = None
    tone: MessageTone = MessageTone.NEUTRAL
    landing: Slug | None = None
    title: TextField = ""

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.act is CampaignAct.TASK and not self.title:
            raise ValueError("a task says what to do")
        if self.act is CampaignAct.BEST and not (self.email_template and self.sms_template):
            raise ValueError("the best channel needs a text for each")
        if self.act in (CampaignAct.EMAIL, CampaignAct.SMS) and not self.template:
            raise ValueError("a message has a text")
        return self


class Campaign(_Part):
    """Who, from when to when, what on which day, at which hour, and what ends it early.

    `hour` is a clock time where the person lives, `best` for their own best hour, None for as soon as they come in.
    """

    name: Slug
    title: dict[str, str] = Field(default_factory=dict)
    audience: AnyRule | None = None
    event: EntryEvent | None = None
    days_before: int | None = Field(default=None, ge=0, le=90)
    first_day: date | None = None
    last_day: date | None = None
    hour: str | None = Field(default=None, pattern=r"^(best|([01]\d|2[0-3]):[0-5]\d)$")
    steps: tuple[CampaignStep, ...] = Field(min_length=1, max_length=MOST_STEPS)
    stops: tuple[WakeEvent, ...] = ()
    reentry: str = "never"
    purpose: Slug = "collection"
    exit: tuple[str, ...] = tuple(str(rule) for rule in DEFAULT_EXITS)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [step.day for step in self.steps]
        if days != sorted(days):
            raise ValueError("the days go up")
        return self


def to_document(campaign: Campaign) -> Document:
    """The strategy that a campaign is."""
    writer = _Writer(campaign)
    return Document(
        name=campaign.name,
        title=campaign.title,
        entry=ENTRY,
        exit=list(campaign.exit),
        nodes=writer.nodes(),
        edges=writer.edges,
    )


def as_campaign(document: Document) -> Campaign | None:
    """The campaign that a strategy is, or None if the simple form cannot say all that it does."""
    with suppress(ValidationError, KeyError, ValueError, TypeError, AttributeError):
        campaign = _read(document)
        if _plain(to_document(campaign)) == _plain(document):
            return campaign
    return None


def _plain(document: Document) -> dict[str, Any]:
    plain = document.to_json()
    # The order in which connections were drawn says nothing.
    plain["edges"] = sorted(plain["edges"], key=lambda edge: (edge["from"], edge["out"]))
    return plain


class _Writer:
    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.edges: list[Edge] = []

    def nodes(self) -> list[Node]:
        """Steps from top to bottom, each led to by all ways of the one before."""
        made = [Node(id=ENTRY, kind="entry", data=self._entry())]
        if self.campaign.hour is not None:
            self._lead(made[-1], HOUR)
            made.append(Node(id=HOUR, kind="wait", data=self._hour()))
        day = 0
        for number, step in enumerate(self.campaign.steps, 1):
            if step.day > day:
                gap = self._gap(f"day_{step.day}_{number}", step.day - day)
                self._lead(made[-1], gap.id)
                made.append(gap)
            here = self._step(number, step)
            self._lead(made[-1], here.id)
            made.append(here)
            day = step.day
        self._lead(made[-1], DONE)
        made.append(Node(id=DONE, kind="end", data={"outcome": "finished"}))
        if any(node.kind == "wait_event" for node in made):
            made.append(Node(id=ANSWERED, kind="end", data={"outcome": "answered"}))
        return made

    def _entry(self) -> dict[str, Any]:
        campaign = self.campaign
        data: dict[str, Any] = {}
        if campaign.event is not None:
            data |= {"trigger": str(Trigger.EVENT), "event": str(campaign.event)}
        if campaign.days_before is not None:
            data["days_before"] = campaign.days_before
        if campaign.audience is not None:
            data["segment"] = dump_rule(campaign.audience)
        for name in ("first_day", "last_day"):
            if (day := getattr(campaign, name)) is not None:
                data[name] = day.isoformat()
        if campaign.reentry != "never":
            data["reentry"] = campaign.reentry
        return data

    def _hour(self) -> dict[str, Any]:
        return {"best_hour": True} if self.campaign.hour == BEST_HOUR else {"until": self.campaign.hour}

    def _gap(self, name: str, days: int) -> Node:
        wait = f"P{days}D"
        if not self.campaign.stops:
            return Node(id=name, kind="wait", data={"for": wait})
        events = [str(event) for event in self.campaign.stops]
        return Node(id=name, kind="wait_event", data={"events": events, "timeout": wait})

    def _step(self, number: int, step: CampaignStep) -> Node:
        if step.act is CampaignAct.TASK:
            return Node(id=f"step_{number}", kind="agent_task", data={"title": step.title})
        texts: dict[str, Any] = {"template": step.template}
        if step.act is CampaignAct.BEST:
            texts = {"templates": {"email": step.email_template, "sms": step.sms_template}}
        data = {"channel": str(step.act), **texts, "tone": str(step.tone)}
        if step.landing is not None:
            data["landing"] = step.landing
        if self.campaign.purpose != "collection":
            data["purpose"] = self.campaign.purpose
        return Node(id=f"step_{number}", kind="message", data=data)

    def _lead(self, node: Node, to: str) -> None:
        ways = ({"from": node.id, "out": out, "to": target} for out, target in self._ways(node, to))
        self.edges += [Edge.model_validate(way) for way in ways]

    def _ways(self, node: Node, to: str) -> Sequence[tuple[str, str]]:
        if node.kind == "message":
            return [(way, to) for way in _MESSAGE_WAYS]
        if node.kind == "wait_event":
            return [*((event, ANSWERED) for event in node.data["events"]), ("timeout", to)]
        return [("next", to)]


def _read(document: Document) -> Campaign:
    nodes = {node.id: node for node in document.nodes}
    entry = nodes[ENTRY].data
    hour = nodes[HOUR].data if HOUR in nodes else None
    acting = [node for node in document.nodes if node.kind in ("message", "agent_task")]
    gaps = [node for node in document.nodes if node.kind == "wait_event"]
    return Campaign(
        name=document.name,
        title=document.title,
        audience=entry.get("segment"),
        event=entry.get("event"),
        days_before=entry.get("days_before"),
        first_day=entry.get("first_day"),
        last_day=entry.get("last_day"),
        hour=None if hour is None else BEST_HOUR if hour.get("best_hour") else hour["until"],
        steps=_read_steps(document),
        stops=gaps[0].data["events"] if gaps else (),
        reentry=entry.get("reentry", "never"),
        purpose=next((node.data["purpose"] for node in acting if "purpose" in node.data), "collection"),
        exit=tuple(document.exit),
    )


def _read_steps(document: Document) -> tuple[CampaignStep, ...]:
    day, steps = timedelta(), []
    for node in document.nodes:
        if node.kind in ("wait", "wait_event") and node.id != HOUR:
            day += parse_duration(node.data.get("for") or node.data["timeout"]) or timedelta()
        elif node.kind == "agent_task":
            steps.append(CampaignStep(day=day.days, act=CampaignAct.TASK, title=node.data["title"]))
        elif node.kind == "message":
            steps.append(_read_message(day.days, node.data))
    return tuple(steps)


def _read_message(day: int, data: dict[str, Any]) -> CampaignStep:
    texts = data.get("templates") or {}
    return CampaignStep(
        day=day,
        act=data["channel"],
        template=data.get("template"),
        email_template=texts.get("email"),
        sms_template=texts.get("sms"),
        tone=data.get("tone", "neutral"),
        landing=data.get("landing"),
    )
