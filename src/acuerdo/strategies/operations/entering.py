"""How cases come into a strategy, whatever brings them: one statement, set-wise, and always the same conditions.

The conditions are those of `queries.doors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from acuerdo.kernel.shards import SHARDS
from acuerdo.strategies.enums import EnrolmentStatus
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.queries import doors, graph_of
from acuerdo.strategies.queries.doors import MAY_ENTER, Door, since
from acuerdo.strategies.rules.graph import Graph

CHUNK = 20_000

_ENTER = f"""
    WITH entering AS (
        SELECT f.case_id, f.debtor_id, f.creditor_id FROM cases_casefacts f
        WHERE {{where}} AND {MAY_ENTER}
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


def door_of(
    strategy: Strategy, *, now: datetime, creditor_ids: Sequence[int] | None = None, is_by_rule: bool = True
) -> Door:
    """The door of a live strategy, which is for its own creditor only if it has one; else see `doors.door_of`."""
    if strategy.creditor_id is not None:
        creditor_ids = [strategy.creditor_id]
    return doors.door_of(live_graph(strategy), now=now, creditor_ids=creditor_ids, is_by_rule=is_by_rule)


def enter(strategy: Strategy, door: Door, *, now: datetime) -> list[int]:
    """Let in everybody who passes the door; returns the cases. In the caller's transaction."""
    graph = live_graph(strategy)
    values = {
        **door.parameters,
        **since(graph, strategy_id=strategy.pk, now=now),
        "version": strategy.live_version_id,
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


def live_graph(strategy: Strategy) -> Graph:
    """The graph of the version that is live."""
    return graph_of(strategy.live_version_id or 0)
