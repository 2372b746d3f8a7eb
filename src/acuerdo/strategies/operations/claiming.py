"""Taking due and woken enrolments, under the shard locks of their people, as one frame."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from acuerdo.kernel.frames import INSTANT, read_columns
from acuerdo.kernel.shards import LOCK_SPACE, SHARDS
from acuerdo.strategies.enums import EnrolmentStatus, ExitRule, Lane
from acuerdo.strategies.queries.standing import CHANNELS, EXIT_SQL, POINTS_SQL
from acuerdo.strategies.rules.interpreter import exit_column

LANES = ", ".join(str(lane.place) for lane in Lane)
# So many shards in one transaction: four workers find work side by side, and one alone needs few rounds.
SHARDS_AT_ONCE = 16

_HAS_NEWS = "EXISTS (SELECT FROM strategies_wake w WHERE w.shard = s)"
_HAS_DUE = f"""EXISTS (
    SELECT FROM strategies_dueenrolment d WHERE d.shard = s AND d.lane IN ({LANES}) AND d.due_at <= %(now)s)"""


def _free(condition: str) -> str:
    """Lock free shards of which this holds, from the one after the worker's last. An index probe or two a shard."""
    return f"""
        SELECT shard FROM (
            SELECT s AS shard FROM generate_series(0, {SHARDS - 1}) AS s WHERE {condition}
            ORDER BY (s - %(first)s + {SHARDS}) %% {SHARDS}
            OFFSET 0
        ) AS busy
        WHERE pg_try_advisory_xact_lock({LOCK_SPACE}, shard)
        LIMIT %(width)s
    """  # noqa: S608 - composed of constants only


_BUSY = _free(f"{_HAS_NEWS} OR {_HAS_DUE}")
_DUE = _free(_HAS_DUE)
_QUIET = _free(f"{_HAS_DUE} AND NOT {_HAS_NEWS}")

# The same for events alone; `OFFSET 0` so that each shard is tried once.
_WOKEN = f"""
    SELECT shard, pg_try_advisory_xact_lock({LOCK_SPACE}, shard)
    FROM (SELECT DISTINCT shard FROM strategies_wake ORDER BY shard OFFSET 0) AS woken
"""  # noqa: S608 - composed of constants only

_TAKEN = f"""
    told AS (
        DELETE FROM strategies_wake WHERE id IN (
            SELECT id FROM strategies_wake WHERE shard = ANY(%(shards)s) ORDER BY id LIMIT %(limit)s
            FOR UPDATE SKIP LOCKED)
        RETURNING case_id, events, at
    ), hit AS (
        SELECT e.id, (e.debtor_id %% {SHARDS})::smallint AS shard, e.due_at, bit_or(told.events & e.listens) AS woken
        FROM told JOIN strategies_enrolment e ON e.case_id = told.case_id AND e.status = {EnrolmentStatus.ACTIVE.value}
        WHERE told.events & e.listens <> 0 AND told.at >= e.node_entered_at
        GROUP BY e.id
    ), kept AS (
        -- The strategy is paused: remembered until it goes on.
        UPDATE strategies_enrolment e SET woken = e.woken | hit.woken FROM hit
        WHERE e.id = hit.id AND NOT EXISTS (
            SELECT FROM strategies_dueenrolment d
            WHERE d.shard = hit.shard AND d.lane IN ({LANES}) AND d.due_at = hit.due_at AND d.enrolment_id = hit.id)
    ), picked AS (
        -- The first lane of all shards, then the next: a crowd in a slow lane keeps nobody in a faster one waiting.
        SELECT due.place FROM (
            SELECT lane, shard
            FROM unnest(ARRAY[{LANES}]) AS l(lane) CROSS JOIN unnest(%(shards)s::smallint[]) AS s(shard)
            ORDER BY lane OFFSET 0
        ) AS way CROSS JOIN LATERAL (
            SELECT d.ctid AS place FROM strategies_dueenrolment d
            WHERE d.shard = way.shard AND d.lane = way.lane AND d.due_at <= %(now)s ORDER BY d.due_at LIMIT %(due)s
        ) AS due LIMIT %(due)s
    ), heard AS (
        SELECT d.ctid AS place FROM hit JOIN strategies_dueenrolment d
            ON d.shard = hit.shard AND d.lane IN ({LANES}) AND d.due_at = hit.due_at AND d.enrolment_id = hit.id
    ), gone AS (
        -- By their place in the table, because whoever holds the shard is the only one to move its rows.
        DELETE FROM strategies_dueenrolment d
        WHERE d.ctid = ANY(ARRAY(SELECT place FROM picked UNION SELECT place FROM heard))
        RETURNING d.enrolment_id
    )
"""  # noqa: S608 - composed of constants only
_CLAIM = f"""
    SELECT e.id, e.strategy_id, e.version_id, e.case_id, e.debtor_id, e.creditor_id, e.node, e.node_entered_at,
           e.due_at, e.woken | COALESCE(hit.woken, 0), COALESCE(NULLIF(f.time_zone, ''), c.time_zone), c.time_zone,
           EXISTS (SELECT FROM cases_factsbehind b
                   WHERE b.shard = e.debtor_id %% {SHARDS} AND b.debtor_id = e.debtor_id),
           {", ".join(f"COALESCE({EXIT_SQL[rule]}, {rule is ExitRule.CLOSED})" for rule in ExitRule)},
           {", ".join(f"point.{channel}" for channel in CHANNELS)}
    FROM gone
    JOIN strategies_enrolment e ON e.id = gone.enrolment_id
    JOIN portfolio_creditor c ON c.id = e.creditor_id
    LEFT JOIN cases_casefacts f ON f.case_id = e.case_id
    LEFT JOIN hit ON hit.id = e.id
    LEFT JOIN LATERAL ({POINTS_SQL} e.debtor_id) AS point ON true
    ORDER BY e.id
"""  # noqa: S608 - composed of constants only

_SCHEMA = {
    "enrolment_id": pl.Int64,
    "strategy_id": pl.Int64,
    "version_id": pl.Int64,
    "case_id": pl.Int64,
    "debtor_id": pl.Int64,
    "creditor_id": pl.Int64,
    "node": pl.Int16,
    "node_entered_at": INSTANT,
    "due_at": INSTANT,
    "woken": pl.Int32,
    "zone": pl.String,
    "creditor_zone": pl.String,
    "is_behind": pl.Boolean,
    **{exit_column(rule): pl.Boolean for rule in ExitRule},
    **{f"point.{channel}": pl.Int64 for channel in CHANNELS},
}


def lock_busy_shards(*, now: datetime, first: int, width: int = SHARDS_AT_ONCE) -> list[int]:
    """Lock up to `width` shards that have something to do and that nobody else holds, beginning with shard `first`."""
    return _lock(_BUSY, now, first, width)


def lock_due_shards(*, now: datetime, first: int, width: int = SHARDS_AT_ONCE) -> list[int]:
    """Like `lock_busy_shards`, for those who are due; shards with news are taken only where no other is free."""
    return _lock(_QUIET, now, first, width) or _lock(_DUE, now, first, width)


def lock_woken_shards() -> tuple[list[int], int]:
    """Lock the shards with news that nobody else holds; also says how many others have news and are held."""
    with connection.cursor() as cursor:
        cursor.execute(_WOKEN)
        rows = cursor.fetchall()
    ours = [shard for shard, is_ours in rows if is_ours]
    return ours, len(rows) - len(ours)


def _lock(sql: str, now: datetime, first: int, width: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": now, "first": first, "width": width})
        return [row[0] for row in cursor.fetchall()]


def claim(*, shards: list[int], now: datetime, limit: int) -> pl.DataFrame:
    """Take woken and due enrolments of shards that the caller holds, out of the due table; one row each.

    At most `limit` wakes and `limit` due rows; to take only the woken ones use `claim_woken`. Whoever claims must put
    each enrolment back, or end it, in the same transaction. Columns: those the interpreter wants for exits, zones and
    contact points, plus the version, the creditor's zone, and whether facts of the person are behind.
    """
    return _claim({"shards": shards, "now": now, "limit": limit, "due": limit})


def claim_woken(*, shards: list[int], now: datetime, limit: int) -> pl.DataFrame:
    """Like `claim`, but leave alone whoever is only due."""
    return _claim({"shards": shards, "now": now, "limit": limit, "due": 0})


def _claim(values: Mapping[str, Any]) -> pl.DataFrame:
    return read_columns(_CLAIM, values, schema=_SCHEMA, after=_TAKEN)


def next_due_at() -> datetime | None:
    """When the next enrolment is due; None if none is waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(first.due_at) FROM generate_series(0, %s) AS s CROSS JOIN unnest(%s::smallint[]) AS l(lane) "
            "CROSS JOIN LATERAL (SELECT d.due_at FROM strategies_dueenrolment d "
            "WHERE d.shard = s AND d.lane = l.lane ORDER BY d.due_at LIMIT 1) AS first",
            [SHARDS - 1, [lane.place for lane in Lane]],
        )
        row = cursor.fetchone()
        found: datetime | None = row[0] if row else None
        return found
