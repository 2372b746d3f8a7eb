"""How cases come into a strategy, whatever brings them: one statement, set-wise, and always the same conditions.

A case enters where no exit rule would throw it out again, if its person is in no other strategy of the same creditor,
and if it has not been in this one before, or long enough ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from acuerdo.cases.queries import days_of_creditors
from acuerdo.kernel.shards import SHARDS
from acuerdo.segments.queries import where_sql
from acuerdo.segments.rules import AllOf, parse_rule
from acuerdo.strategies.enums import EnrolmentStatus, EntryEvent
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.nodes.entry import EntryConfig
from acuerdo.strategies.queries import graph_of
from acuerdo.strategies.queries.standing import EXIT_SQL, FREE
from acuerdo.strategies.rules.graph import Graph

CHUNK = 20_000

NOT_LATELY = """NOT EXISTS (SELECT FROM strategies_enrolment b
                            WHERE b.case_id = f.case_id AND b.strategy_id = %(strategy)s AND (
                                %(free_since)s::timestamptz IS NULL OR b.ended_at > %(free_since)s))"""
"""The case was not in this strategy before, or its time has passed since."""
_ENTER = f"""
    WITH entering AS (
        SELECT f.case_id, f.debtor_id, f.creditor_id FROM cases_casefacts f
        WHERE {{where}} AND {FREE} AND {NOT_LATELY}
        ORDER BY f.case_id LIMIT %(limit)s
    ), entered AS (
        INSERT INTO strategies_enrolment
            (strategy_id, version_id, case_id, debtor_id, creditor_id, entered_at, node, node_entered_at, due_at,
             listens, woken, status, outcome)
        SELECT %(strategy)s, %(version)s, case_id, debtor_id, creditor_id, %(now)s, %(node)s, %(now)s, %(now)s,
               %(listens)s, 0, {EnrolmentStatus.ACTIVE.value}, ''
        FROM entering
        ON CONFLICT (debtor_id, creditor_id) WHERE status = {EnrolmentStatus.ACTIVE.value} DO NOTHING
        RETURNING id, debtor_id, case_id
    ), due AS (
        INSERT INTO strategies_dueenrolment (shard, lane, due_at, enrolment_id)
        SELECT debtor_id %% {SHARDS}, %(lane)s, %(now)s, id FROM entered
    )
    SELECT array_agg(case_id ORDER BY case_id) FROM entered
"""  # noqa: S608 - composed of constants, and of a rule compiled with its own parameters


@dataclass(frozen=True, slots=True)
class Door:
    """What a strategy asks of whoever wants in: conditions over `cases_casefacts f`, with their parameters."""

    where: str
    parameters: dict[str, Any]


def door_of(
    strategy: Strategy, *, now: datetime, creditor_ids: Sequence[int] | None = None, is_by_rule: bool = True
) -> Door:
    """The entry rule and exit rules of a live strategy; `creditor_ids` narrows it to some of its creditors.

    Without `is_by_rule` only the exit rules are asked: for cases that another strategy sends here.
    """
    graph = graph_of(strategy.live_version_id or 0)
    parts = [f"NOT {EXIT_SQL[rule]}" for rule in graph.exits]
    parameters: dict[str, Any] = {}
    if strategy.creditor_id is not None:
        creditor_ids = [strategy.creditor_id]
    creditor_ids = _open_today(graph.entry_settings, creditor_ids, now)
    if is_by_rule:
        where, values = where_sql(_rule(graph), creditor_ids=creditor_ids, now=now, custom=graph.custom)
        parameters = {f"rule{number}": value for number, value in enumerate(values)}
        parts.insert(0, _named(where, parameters))
    elif creditor_ids is not None:
        parts.append("f.creditor_id = ANY(%(creditors)s)")
        parameters["creditors"] = list(creditor_ids)
    return Door(" AND ".join(parts) or "TRUE", parameters)


def enter(strategy: Strategy, door: Door, *, now: datetime) -> list[int]:
    """Let in everybody who passes the door; returns the cases. In the caller's transaction."""
    graph = graph_of(strategy.live_version_id or 0)
    values = {
        **door.parameters,
        "strategy": strategy.pk,
        "version": strategy.live_version_id,
        "free_since": free_since(strategy, now=now),
        "node": graph.entry,
        "listens": graph.nodes[graph.entry].listens,
        "now": now,
        "limit": CHUNK,
        "lane": graph.entry_settings.lane.place,
    }
    entered: list[int] = []
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ENTER.format(where=door.where), values)
            found = cursor.fetchone()[0] or []
            entered += found
            if len(found) < CHUNK:
                return entered


def free_since(strategy: Strategy, *, now: datetime) -> datetime | None:
    """Whoever left the strategy before this instant may enter again; None: nobody may."""
    after = graph_of(strategy.live_version_id or 0).entry_settings.reentry_after
    return None if after is None else now - after


def only(door: Door, condition: str, **parameters: Any) -> Door:
    """The same door with one more condition, which names its parameters."""
    return Door(f"{door.where} AND {condition}", door.parameters | parameters)


def _open_today(settings: EntryConfig, creditor_ids: Sequence[int] | None, now: datetime) -> Sequence[int] | None:
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
