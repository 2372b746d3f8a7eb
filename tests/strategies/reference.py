"""A naive interpreter, one case at a time, straight from the document: what the columnar one must agree with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.durations import parse_duration

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EXIT_ORDER = ["closed", "paid", "held", "opted_out_all"]
# Steps at which everybody stops for the rest of the pass; those of the second line act before they stop.
WAITING = {"wait", "wait_event"}
ACTING = {"offer", "hold", "release", "set_fact"}
Ask = Callable[[int, str, str], tuple[str, datetime | None]]


@dataclass
class Moved:
    """Where one enrolment stands afterwards, and all that happened on the way."""

    node: str
    entered_at: datetime
    due_at: datetime | None
    outcome: str | None = None
    ways: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[tuple[str, str, float]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    tasks: list[tuple[str, str]] = field(default_factory=list)
    effects: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@dataclass
class Walk:
    """One enrolment on its way: the strategy's name, its row of the frame, the instant, the gate."""

    strategy: str
    row: Mapping[str, Any]
    now: datetime
    ask: Ask
    moved: Moved


def walk(document: Document, row: Mapping[str, Any], *, now: datetime, ask: Ask) -> Moved:
    """Move one enrolment (a row of the frame, its node by id) as far as it goes."""
    steps = {node.id: node for node in document.nodes}
    leads = {(edge.source, edge.out): edge.to for edge in document.edges}
    moved = Moved(row["node_id"], row["node_entered_at"], row["due_at"])
    on = Walk(document.name, row, now, ask, moved)
    for rule in EXIT_ORDER:
        if rule in document.exit and row[f"exit.{rule}"]:
            return _end(moved, rule)
    arrived = False
    while not _stops(steps[moved.node], on, arrived=arrived):
        outlet = _outlet(steps[moved.node], on)
        if outlet is None:
            break
        moved.ways.append((moved.node, outlet))
        moved.node, moved.entered_at, arrived = leads[moved.node, outlet], now, True
    return moved


def _stops(step: Any, on: Walk, *, arrived: bool) -> bool:
    """Whether the pass ends here for whoever stands at this step, and what happens to them."""
    if step.kind == "end":
        _end(on.moved, step.data.get("outcome", "finished"))
    elif step.kind == "go_to":
        on.moved.effects.append(("transfers", step.id, {"strategy": step.data["strategy"]}))
        _end(on.moved, "transferred")
    elif step.kind in WAITING and arrived:
        on.moved.due_at = _due(step.data, on)
    elif step.kind in ACTING and arrived:
        on.moved.effects.append(_act(step, on))
        on.moved.due_at = on.now
    else:
        return False
    return True


def _end(moved: Moved, outcome: str) -> Moved:
    moved.outcome, moved.due_at = outcome, None
    moved.ways.append((moved.node, f"end:{outcome}"))
    return moved


def _outlet(step: Any, on: Walk) -> str | None:
    row, moved = on.row, on.moved
    match step.kind:
        case "wait":
            return "next" if row["due_at"] <= on.now else None
        case "wait_event":
            happened = [name for name in step.data["events"] if row["woken"] & WakeEvent(name).bit]
            return happened[0] if happened else ("timeout" if row["due_at"] <= on.now else None)
        case "split":
            return next((b["name"] for b in step.data["branches"] if holds(b["when"], row)), "otherwise")
        case "split_share" | "experiment":
            return _draw(step, on)
        case "agent_task":
            moved.tasks.append((step.id, json.dumps(step.data["title"], ensure_ascii=False)))
        case "webhook":
            moved.effects.append(("webhooks", step.id, {"url": step.data["url"], "body": _body(step, on)}))
        case "message":
            return _message(step, on)
    return "next"


def _draw(step: Any, on: Walk) -> str:
    if step.kind == "split_share":
        parts = [(share["name"], share["percent"] * 100) for share in step.data["shares"]]
    else:
        held = step.data["hold_out"]
        parts = [(arm["name"], arm["share"] * (100 - held)) for arm in step.data["arms"]] + [("hold_out", held * 100)]
    lot = lot_of(on.row["debtor_id"], on.strategy, step.id)
    for name, size in parts:
        if lot < size:
            on.moved.drawn.append((step.id, name, size / 10_000))
            return name
        lot -= size
    raise AssertionError("the parts make 10,000 lots")


def lot_of(debtor_id: int, strategy: str, step: str) -> int:
    """The lot of a person at a step, 0 to 9,999: splitmix64 of the id and a salt, in whole numbers."""
    everything = 2**64 - 1
    salt = int.from_bytes(hashlib.sha256(f"{strategy}\0{step}".encode()).digest()[:8], "big")
    mixed = (debtor_id * 0x9E3779B97F4A7C15 + salt) & everything
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & everything
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & everything
    return (mixed ^ (mixed >> 31)) % 10_000


def _message(step: Any, on: Walk) -> str | None:
    data, row, moved = step.data, on.row, on.moved
    channels = [data["channel"]]
    if data["channel"] == "best":
        liked = [row["channel.suits"], row["contacts.preferred_channel"]]
        channels = list(dict.fromkeys(name for name in [*liked, "email", "sms"] if name in ("email", "sms")))
    channels = [name for name in channels if row[f"point.{name}"] is not None]
    if not channels:
        return "no_contact_point"
    moved.judged.append(step.id)
    for channel in channels:
        moved.asked.append((step.id, channel))
        decision, again = on.ask(row["enrolment_id"], step.id, channel)
        if decision in ("allow", "warn"):
            moved.sent.append(_text(step, channel, row))
            return "sent"
        patience = parse_duration(data["patience"]) if "patience" in data else None
        in_time = patience is None or (again is not None and again <= moved.entered_at + patience)
        if decision == "defer" and again is not None and again > on.now and in_time:
            moved.due_at = again
            return None
    return "not_allowed"


def _text(step: Any, channel: str, row: Mapping[str, Any]) -> dict[str, Any]:
    data = step.data
    tone, reason = data["tone"], None
    if tone == "suits":
        known = row["tone.suits"]
        tone = known or data.get("default_tone", "neutral")
        reason = (row["tone.suits_reason"] or "") if known else "default"
    return {
        "node": step.id,
        "channel": channel,
        "contact_point_id": row[f"point.{channel}"],
        "template": data["template"] if "template" in data else data["templates"][channel],
        "landing": data.get("landing"),
        "tone": tone,
        "tone_reason": reason,
    }


def _act(step: Any, on: Walk) -> tuple[str, str, dict[str, Any]]:
    data, now = step.data, on.now
    match step.kind:
        case "offer":
            length = parse_duration(data.get("valid_for", "P14D"))
            assert length is not None
            told = {name: data.get(name) for name in ("discount_percent", "instalments")}
            return "offers", step.id, {"kind": data["offer"], **told, "expires_at": now + length}
        case "hold":
            length = parse_duration(data["for"]) if "for" in data else None
            return "holds", step.id, {"reason": data["reason"], "until": now + length if length else None}
        case "release":
            return "releases", step.id, {"reason": data.get("reason", "house_hold")}
        case _:
            value = {"12.50": 1250, "today+3": str(now.date() + timedelta(days=3))}.get(data["value"], data["value"])
            return "custom_values", step.id, {"key": data["fact"].split(".")[1], "value": value}


def _body(step: Any, on: Walk) -> dict[str, Any]:
    row = on.row
    body = {"strategy": on.strategy, "step": step.id, "at": on.now.isoformat()}
    body |= {name: row[f"{name}_id"] for name in ("enrolment", "case", "debtor", "creditor")}
    facts: dict[str, Any] = {}
    for key in step.data.get("facts", []):
        value = row[key]
        if isinstance(value, date):
            value = str(value)
        elif key == "custom.limit" and value is not None:
            value = f"{value / 100:.2f}"
        facts[key] = value
    return body | ({"facts": facts} if facts else {})


def _due(data: Mapping[str, Any], on: Walk) -> datetime:
    now = on.now
    if "until_date" in data:
        day = on.row[data["until_date"]["fact"]]
        if day is None:
            return now
        begins = datetime.combine(day + timedelta(days=data["until_date"]["days"]), time(), ZoneInfo(on.row["zone"]))
        return max(now, begins)
    if "for" in data or "timeout" in data:
        length = parse_duration(data.get("for") or data["timeout"])
        assert length is not None
        return now + length
    hour = on.row["hour.suits"] if "best_hour" in data else None
    clock = data.get("until") or f"{10 if hour is None else hour:02}:00"
    zone = ZoneInfo(on.row["zone"])
    # Minute by minute: slow, and plainly right.
    minute = now.replace(second=0, microsecond=0)
    while True:
        minute += timedelta(minutes=1)
        local = minute.astimezone(zone)
        if f"{local:%H:%M}" == clock and WEEK[local.weekday()] in (data.get("weekdays") or WEEK):
            return minute


def holds(rule: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Judge a rule on one row; a condition on a missing value is false."""
    if "all" in rule:
        return all(holds(part, row) for part in rule["all"])
    if "any" in rule:
        return any(holds(part, row) for part in rule["any"])
    if "not" in rule:
        return not holds(rule["not"], row)
    have, want = row[rule["fact"]], rule["value"]
    if have is None:
        return False
    return bool({"=": have == want, "!=": have != want, ">=": have >= want, "<": have < want}[rule["op"]])
