"""The timeline in words: one icon, one sentence and its details for everything that happened on a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from acuerdo.cases.enums import CloseReason, Stage, TaskKind
from acuerdo.cases.facts.suiting import TONES
from acuerdo.cases.queries import Timeline, TimelineItem
from acuerdo.cases.rules.suiting import reason_words
from acuerdo.channels.enums import EventKind
from acuerdo.compliance.enums import ConsentAct
from acuerdo.console.cases.forms import purpose_label, source_label
from acuerdo.console.parts import formats
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.holds import hold_label
from acuerdo.console.parts.states import CHANNEL_ICONS
from acuerdo.console.strategies.words import outlet_words, step_words, title_words
from acuerdo.payments.enums import Method
from acuerdo.portfolio.rules import printed_phone


@dataclass(frozen=True, slots=True)
class Story:
    """One item: `state` is a (kind, value) pair for the state badge; `message_id` has a "why did this happen?"."""

    anchor: str
    at: datetime
    icon: str
    tone: str
    title: str
    details: Sequence[str] = ()
    quote: str = ""
    state: tuple[str, str] | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Items shown one by one, or system events folded into one line."""

    is_folded: bool
    label: str
    items: Sequence[Story]


@dataclass(frozen=True, slots=True)
class StoryDay:
    day: date
    groups: Sequence[Group] = field(default_factory=list)


def story(found: Timeline) -> list[StoryDay]:
    """Put a timeline into words; two or more system events in a row are folded."""
    return [StoryDay(day=each.day, groups=_groups(each.items)) for each in found.days]


def _groups(items: Sequence[TimelineItem]) -> list[Group]:
    groups: list[Group] = []
    for is_system, run in groupby(items, key=lambda item: item.is_system):
        told = [tell(item) for item in run]
        fold = is_system and len(told) > 1
        label = ngettext("%(n)s system event", "%(n)s system events", len(told)) % {"n": formats.number(len(told))}
        groups.append(Group(is_folded=fold, label=label, items=told))
    return groups


def tell(item: TimelineItem) -> Story:
    """One item in words; a kind nobody here knows keeps its code."""
    teller = _TELLERS.get(item.kind)
    if teller is None:
        return Story(item.anchor, item.at, "circle", "", item.kind.replace("_", " "))
    return teller(item, item.data)


_Data = Mapping[str, Any]


def _message(item: TimelineItem, data: _Data) -> Story:
    name = channel_label(data["channel"])
    events = _events(data.get("events") or [])
    if data["direction"] == "in":
        title = _("%(channel)s received") % {"channel": name}
        return Story(item.anchor, item.at, "message-square-reply", "accent", title, events, quote=data["body"])
    taken_back = data["status"] == "withdrawn"
    error = _("taken back by %(name)s") % {"name": data["error"]} if taken_back else data["error"]
    details = [text for text in (data["subject"], *events, error) if text]
    if data["status"] == "queued":
        leaves = datetime.fromisoformat(data["not_before"])
        details.append(_("leaves after %(time)s") % {"time": formats.moment(leaves)})
    address = printed_phone(data["address"])
    return Story(
        item.anchor,
        item.at,
        CHANNEL_ICONS.get(data["channel"], "send"),
        "",
        _("%(channel)s to %(address)s") % {"channel": name, "address": address} if address else name,
        details,
        quote=data["body"],
        state=("message", data["status"]),
        message_id=item.ref,
    )


def _events(events: Sequence[Mapping[str, str]]) -> list[str]:
    words = dict(EventKind.choices)
    first: dict[str, str] = {}
    for each in events:
        first.setdefault(each["kind"], each["at"])
    return [
        f"{words.get(kind, kind)}, {formats.moment(datetime.fromisoformat(at))}"
        for kind, at in first.items()
        if kind not in (EventKind.SENT, EventKind.WITHDRAWN)
    ]


def _payment(item: TimelineItem, data: _Data) -> Story:
    sum_ = formats.money(data["amount_cents"], data["currency"])
    method = str(dict(Method.choices).get(data["method"], data["method"]))
    details = [f"{method}, {data['reference']}"]
    if data["unallocated_cents"]:
        rest = formats.money(data["unallocated_cents"], data["currency"])
        details.append(_("%(sum)s found no debt") % {"sum": rest})
    return Story(item.anchor, item.at, "banknote", "success", _("Payment of %(sum)s") % {"sum": sum_}, details)


def _promise(item: TimelineItem, data: _Data) -> Story:
    title = _("Promise to pay %(sum)s by %(day)s") % {
        "sum": formats.money(data["amount_cents"], data["currency"]),
        "day": formats.day(date.fromisoformat(data["due_date"])),
    }
    return Story(item.anchor, item.at, "handshake", "", title, state=("promise", data["status"]))


def _hold(item: TimelineItem, data: _Data) -> Story:
    details = [text for text in (data["note"], data["placed_by"]) if text]
    if data["lifted_at"]:
        lifted = formats.moment(datetime.fromisoformat(data["lifted_at"]))
        details.append(_("lifted %(time)s: %(reason)s") % {"time": lifted, "reason": data["lifted_reason"]})
    elif data["until"]:
        details.append(_("until %(time)s") % {"time": formats.moment(datetime.fromisoformat(data["until"]))})
    title = _("Contact stopped: %(reason)s") % {"reason": hold_label(data["event"])}
    return Story(item.anchor, item.at, "circle-pause", "warning", title, details)


def _consent(item: TimelineItem, data: _Data) -> Story:
    word = str(dict(ConsentAct.choices).get(data["act"], data["act"]))
    agrees = data["act"] in (ConsentAct.GRANTED, ConsentAct.OPTED_IN, ConsentAct.RESUMED)
    about = " · ".join(text for text in (printed_phone(data["address"]), purpose_label(data["purpose"])) if text)
    details = [about, source_label(data["source"])]
    return Story(item.anchor, item.at, "bell" if agrees else "bell-off", "", word, details, quote=data["proof"])


def _note(item: TimelineItem, data: _Data) -> Story:
    title = _("Note by %(name)s") % {"name": data["author"]} if data["author"] else _("Note")
    return Story(item.anchor, item.at, "sticky-note", "", title, quote=data["text"])


def _task(item: TimelineItem, data: _Data) -> Story:
    kind = str(dict(TaskKind.choices).get(data["kind"], data["kind"]))
    due = _("due %(time)s") % {"time": formats.moment(datetime.fromisoformat(data["due_at"]))}
    return Story(item.anchor, item.at, "list-checks", "", data["title"], [kind, due], state=("task", data["status"]))


def _stage(item: TimelineItem, data: _Data) -> Story:
    words = dict(Stage.choices)
    now = str(words.get(data["to"], data["to"]))
    return Story(
        item.anchor, item.at, "signpost", "", _("Stage: %(stage)s") % {"stage": now}, [_why_stage(data["reason"])]
    )


def _why_stage(reason: str) -> str:
    days = re.fullmatch(r"days_past_due=(-?\d+)", reason)
    if days is None:
        return reason
    n = int(days[1])
    if n <= 0:
        return _("not yet due")
    return ngettext("%(n)s day past due", "%(n)s days past due", n) % {"n": formats.number(n)}


def _visit(item: TimelineItem, data: _Data) -> Story:
    return Story(item.anchor, item.at, "eye", "", _("Opened the portal"))


def _decision(item: TimelineItem, data: _Data) -> Story:
    told = {
        "step": step_words(data.get("kind") or "", data["step"]),
        "strategy": title_words(data.get("titles") or {}, data["strategy"]),
        "version": data["version"],
    }
    if data["outlet"] == "next":
        title = _("Passed step %(step)s of “%(strategy)s”, version %(version)s") % told
    else:
        told["way"] = outlet_words(data["outlet"])
        title = _("Took the way “%(way)s” at step %(step)s of “%(strategy)s”, version %(version)s") % told
    return Story(item.anchor, item.at, "workflow", "", title, _tone(data.get("facts") or {}))


def _tone(facts: Mapping[str, Any]) -> list[str]:
    """Why a message spoke as it did, where its step chose the tone that suits."""
    if "tone.suits" not in facts:
        return []
    language = (get_language() or "en")[:2]
    if facts["tone.suits"] is None:
        return [_("Tone: %(reason)s") % {"reason": reason_words("", language)}]
    told = {
        "tone": dict(TONES)[facts["tone.suits"]].in_language(language),
        "reason": reason_words(facts.get("tone.suits_reason") or "", language),
    }
    return [_("Tone %(tone)s: %(reason)s") % told]


def _opened(item: TimelineItem, data: _Data) -> Story:
    return Story(item.anchor, item.at, "folder", "", _("Case opened"))


def _closed(item: TimelineItem, data: _Data) -> Story:
    reason = str(dict(CloseReason.choices).get(data["reason"], data["reason"]))
    return Story(item.anchor, item.at, "circle-check", "success", _("Case closed: %(reason)s") % {"reason": reason})


_TELLERS: Mapping[str, Callable[[TimelineItem, _Data], Story]] = {
    "message": _message,
    "payment": _payment,
    "promise": _promise,
    "hold": _hold,
    "consent": _consent,
    "note": _note,
    "task": _task,
    "stage": _stage,
    "visit": _visit,
    "decision": _decision,
    "case_opened": _opened,
    "case_closed": _closed,
}
