"""Cases come in: each live strategy looks at the whole portfolio by its entry rule, in one statement."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from acuerdo.kernel.shards import SHARDS
from acuerdo.segments.queries import where_sql
from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations.claiming import EXIT_SQL
from acuerdo.strategies.queries import graph_of

# How long a case may wait to be noticed. News of imports and of publishing bring the next look forward.
SCAN_EVERY = timedelta(seconds=60)
CHUNK = 20_000

# A case enters where no exit rule would throw it out again, if no strategy has it (the higher priority was asked
# first) and it has not been here before, or long enough ago.
_ENTER = f"""
    WITH entering AS (
        SELECT f.case_id, f.debtor_id, f.creditor_id FROM cases_casefacts f
        WHERE {{where}}
          AND NOT EXISTS (SELECT FROM strategies_enrolment a
                          WHERE a.case_id = f.case_id AND a.status = {EnrolmentStatus.ACTIVE.value})
          AND NOT EXISTS (SELECT FROM strategies_enrolment b
                          WHERE b.case_id = f.case_id AND b.strategy_id = %s
                            AND (%s::timestamptz IS NULL OR b.ended_at > %s))
        ORDER BY f.case_id LIMIT %s
    ), entered AS (
        INSERT INTO strategies_enrolment
            (strategy_id, version_id, case_id, debtor_id, creditor_id, entered_at, node, node_entered_at, due_at,
             listens, woken, status, outcome)
        SELECT %s, %s, case_id, debtor_id, creditor_id, %s, %s, %s, %s, %s, 0, {EnrolmentStatus.ACTIVE.value}, ''
        FROM entering
        ON CONFLICT (case_id) WHERE status = {EnrolmentStatus.ACTIVE.value} DO NOTHING
        RETURNING id, debtor_id
    )
    INSERT INTO strategies_dueenrolment (shard, due_at, enrolment_id)
    SELECT debtor_id %% {SHARDS}, %s, id FROM entered
"""  # noqa: S608 - composed of constants, and of a rule compiled with its own parameters


def enrol_due(*, now: datetime) -> int:
    """Let the live strategies whose look is due take in the cases that qualify; returns how many entered.

    Strategies are asked in order of priority, so a case that two want goes to the first. A strategy that another
    worker is looking for is left to it.
    """
    entered = 0
    with transaction.atomic():
        due = list(
            Strategy.objects.select_for_update(skip_locked=True)
            .filter(status=StrategyStatus.LIVE, scan_at__lte=now)
            .order_by("priority", "key")
        )
        for strategy in due:
            entered += _enrol(strategy, now)
        Strategy.objects.filter(pk__in=[strategy.pk for strategy in due]).update(scan_at=now + SCAN_EVERY)
    return entered


def _enrol(strategy: Strategy, now: datetime) -> int:
    graph = graph_of(strategy.live_version_id or 0)
    settings = graph.entry_settings
    creditors = None if strategy.creditor_id is None else [strategy.creditor_id]
    where, parameters = where_sql(settings.segment, creditor_ids=creditors, now=now, custom=graph.custom)
    where = " AND ".join([where, *(f"NOT {EXIT_SQL[rule]}" for rule in graph.exits)])
    after = settings.reentry_after
    free_since = None if after is None else now - after
    entry = graph.nodes[graph.entry]
    values = [strategy.pk, free_since, free_since, CHUNK]
    values += [strategy.pk, strategy.live_version_id, now, graph.entry, now, now, entry.listens, now]
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ENTER.format(where=where), [*parameters, *values])
            entered = int(cursor.rowcount)
            total += entered
            if entered < CHUNK:
                return total
