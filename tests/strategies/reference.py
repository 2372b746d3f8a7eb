"""A naive interpreter, one case at a time, straight from the document: what the columnar one must agree with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.durations import parse_duration

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EXIT_ORDER = ["closed", "paid", "held", "opted_out_all"]
WAITING = {"wait", "wait_event"}
Ask = Callable[[int, str, str], tuple[str, datetime | None]]


@dataclass
class Moved:
    """Where one enrolment stands afterwards, and all that happened on the way."""

    node: str
    entered_at: datetime
    due_at: datetime | None
    outcome: str | None = None
    ways: list[tuple[str, str]] = field(default_factory=list)
    sent: list[tuple[str, str, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tasks: list[tuple[str, str]] = field(default_factory=list)


def walk(document: Document, row: Mapping[str, Any], *, now: datetime, ask: Ask) -> Moved:
    """Move one enrolment (a row of the frame, its node by id) as far as it goes."""
    steps = {node.id: node for node in document.nodes}
    leads = {(edge.source, edge.out): edge.to for edge in document.edges}
    moved = Moved(row["node_id"], row["node_entered_at"], row["due_at"])
    for rule in EXIT_ORDER:
        if rule in document.exit and row[f"exit.{rule}"]:
            return _end(moved, rule)
    arrived = False
    while True:
        step = steps[moved.node]
        if step.kind == "end":
            return _end(moved, step.data.get("outcome", "finished"))
        if step.kind in WAITING and arrived:
            moved.due_at = _due(step.data, row, now)
            return moved
        outlet = _outlet(step, row, moved, now, ask)
        if outlet is None:
            return moved
        moved.ways.append((moved.node, outlet))
        moved.node, moved.entered_at, arrived = leads[moved.node, outlet], now, True


def _end(moved: Moved, outcome: str) -> Moved:
    moved.outcome, moved.due_at = outcome, None
    moved.ways.append((moved.node, f"end:{outcome}"))
    return moved


def _outlet(step: Any, row: Mapping[str, Any], moved: Moved, now: datetime, ask: Ask) -> str | None:
    match step.kind:
        case "wait":
            return "next" if row["due_at"] <= now else None
        case "wait_event":
            happened = [name for name in step.data["events"] if row["woken"] & WakeEvent(name).bit]
            return happened[0] if happened else ("timeout" if row["due_at"] <= now else None)
        case "split":
            return next((b["name"] for b in step.data["branches"] if holds(b["when"], row)), "otherwise")
        case "agent_task":
            moved.tasks.append((step.id, step.data["title"]))
            return "next"
        case "message":
            return _message(step, row, moved, now, ask)
        case _:
            return "next"


def _message(step: Any, row: Mapping[str, Any], moved: Moved, now: datetime, ask: Ask) -> str | None:
    point = row[f"point.{step.data['channel']}"]
    if point is None:
        return "no_contact_point"
    moved.asked.append(step.id)
    decision, again = ask(row["enrolment_id"], step.id, step.data["channel"])
    if decision in ("allow", "warn"):
        moved.sent.append((step.id, step.data["channel"], point))
        return "sent"
    patience = parse_duration(step.data["patience"]) if "patience" in step.data else None
    in_time = patience is None or (again is not None and again <= moved.entered_at + patience)
    if decision == "defer" and again is not None and again > now and in_time:
        moved.due_at = again
        return None
    return "not_allowed"


def _due(data: Mapping[str, Any], row: Mapping[str, Any], now: datetime) -> datetime:
    if "until" not in data:
        length = parse_duration(data.get("for") or data["timeout"])
        assert length is not None
        return now + length
    zone = ZoneInfo(row["zone"])
    # Minute by minute: slow, and plainly right.
    minute = now.replace(second=0, microsecond=0)
    while True:
        minute += timedelta(minutes=1)
        local = minute.astimezone(zone)
        if f"{local:%H:%M}" == data["until"] and WEEK[local.weekday()] in (data.get("weekdays") or WEEK):
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
    return {"=": have == want, "!=": have != want, ">=": have >= want, "<": have < want}[rule["op"]]
