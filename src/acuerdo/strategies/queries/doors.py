"""Who may come into a strategy: the conditions that bringing cases in and counting them beforehand share.

A case enters where no exit rule would throw it out again, if its person is in no other strategy of the same creditor,
and if it has not been in this one before, or long enough ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acuerdo.cases.queries import days_of_creditors
from acuerdo.segments.queries import where_sql
from acuerdo.segments.rules import AllOf, parse_rule
from acuerdo.strategies.enums import EntryEvent
from acuerdo.strategies.nodes.entry import EntryConfig
from acuerdo.strategies.queries.standing import EXIT_SQL, FREE
from acuerdo.strategies.rules.graph import Graph

WAS_HERE = """EXISTS (SELECT FROM strategies_enrolment b
                        WHERE b.case_id = f.case_id AND b.strategy_id = %(strategy)s AND (
                            %(free_since)s::timestamptz IS NULL OR b.ended_at > %(free_since)s))"""
"""The case is in this strategy, or left it too short a time ago."""
MAY_ENTER = f"{FREE} AND NOT {WAS_HERE}"
"""Nothing that is known of the case's enrolments keeps it out; with the parameters of `since`."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a strategy asks of whoever wants in: conditions over `cases_casefacts f`, with their parameters."""

    where: str
    parameters: dict[str, Any]


def door_of(graph: Graph, *, now: datetime, creditor_ids: Sequence[int] | None = None, is_by_rule: bool = True) -> Door:
    """The entry rule, exit rules and days of a strategy; `creditor_ids` narrows it to some creditors.

    Without `is_by_rule` the entry rule is not asked: for cases that another strategy sends here.
    """
    creditor_ids = open_today(graph.entry_settings, creditor_ids, now)
    if is_by_rule:
        door = selected(graph, creditor_ids=creditor_ids, now=now)
    elif creditor_ids is not None:
        door = Door("f.creditor_id = ANY(%(creditors)s)", {"creditors": list(creditor_ids)})
    else:
        door = Door("TRUE", {})
    return only(door, not_thrown_out(graph))


def selected(graph: Graph, *, creditor_ids: Sequence[int] | None, now: datetime) -> Door:
    """The entry rule alone, on any day."""
    where, values = where_sql(_rule(graph), creditor_ids=creditor_ids, now=now, custom=graph.custom)
    parameters = {f"rule{number}": value for number, value in enumerate(values)}
    return Door(_named(where, parameters), parameters)


def not_thrown_out(graph: Graph) -> str:
    """No exit rule holds."""
    return " AND ".join(f"NOT {EXIT_SQL[rule]}" for rule in graph.exits) or "TRUE"


def only(door: Door, condition: str, **parameters: Any) -> Door:
    """The same door with one more condition, which names its parameters."""
    return Door(f"{door.where} AND {condition}", door.parameters | parameters)


def since(graph: Graph, *, strategy_id: int | None, now: datetime) -> dict[str, Any]:
    """The parameters of `WAS_HERE`; for a strategy that nobody can have been in yet, `strategy_id` is None."""
    after = graph.entry_settings.reentry_after
    return {"strategy": strategy_id, "free_since": None if after is None else now - after}


def open_today(settings: EntryConfig, creditor_ids: Sequence[int] | None, now: datetime) -> Sequence[int] | None:
    """Of the creditors those where it is one of the days on which cases come in; None: any creditor."""
    if settings.first_day is None and settings.last_day is None:
        return creditor_ids
    return [key for key, day in days_of_creditors(creditor_ids, now=now).items() if settings.is_open_on(day)]


def _rule(graph: Graph) -> Any:
    settings = graph.entry_settings
    if settings.event is not EntryEvent.PAYMENT_RECORDED:
        return settings.rule
    # A payment may be the last one, which closes the case: the exit rules say whether that keeps it out.
    either = parse_rule({"any": [{"fact": "case.status", "op": "=", "value": word} for word in ("open", "closed")]})
    return AllOf(all=(settings.rule, either))


def _named(where: str, parameters: dict[str, Any]) -> str:
    """Give the placeholders of a compiled rule names, so that it can stand anywhere in a statement."""
    first, *rest = where.replace("%%", "\0").split("%s")
    named = first + "".join(f"%({name})s{piece}" for name, piece in zip(parameters, rest, strict=True))
    return named.replace("\0", "%%")
