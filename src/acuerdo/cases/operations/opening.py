"""Cases open when a pair owes and close when it owes nothing: one rule, for one payment and for a million rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.cases.enums import CloseReason
from acuerdo.cases.events import CasesClosed, CasesOpened
from acuerdo.cases.operations.refreshing import CHUNK, refresh_facts
from acuerdo.cases.operations.stages import move_stages
from acuerdo.cases.rules import next_stages
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish_many
from acuerdo.kernel.frames import read_frame

_OWED = """
    WITH pair AS (
        SELECT DISTINCT creditor_id, debtor_id
        FROM unnest(%(creditors)s::bigint[], %(debtors)s::bigint[]) AS p(creditor_id, debtor_id)
    ), owed AS (
        -- LATERAL: looked up by debtor. Joined as a whole, each batch of an import would read all debts there are.
        -- + 0: never by the creditor's index, whatever a planner without statistics thinks.
        SELECT pair.creditor_id, pair.debtor_id, sums.balance_cents, sums.oldest_due_date, sums.close_reason
        FROM pair CROSS JOIN LATERAL (
            SELECT COALESCE(sum(d.principal_cents + d.interest_cents + d.fees_cents)
                       FILTER (WHERE d.status = 'open'), 0)
                       AS balance_cents,
                   min(d.due_date) FILTER (WHERE d.status = 'open') AS oldest_due_date,
                   CASE WHEN count(d.id) = 0 THEN 'undone'
                        WHEN bool_or(d.status = 'paid') THEN 'paid'
                        WHEN bool_or(d.status = 'recalled') THEN 'recalled'
                        WHEN bool_or(d.status = 'written_off') THEN 'written_off'
                        ELSE 'paid' END AS close_reason
            FROM portfolio_debt d WHERE d.debtor_id = pair.debtor_id AND d.creditor_id + 0 = pair.creditor_id
        ) sums
    )
    SELECT owed.creditor_id, owed.debtor_id, owed.balance_cents::bigint AS balance_cents, owed.close_reason,
           c.id AS case_id, ((%(now)s AT TIME ZONE cr.time_zone)::date - owed.oldest_due_date) AS days_past_due
    FROM owed
    JOIN portfolio_creditor cr ON cr.id = owed.creditor_id
    LEFT JOIN cases_case c ON c.debtor_id = owed.debtor_id AND c.creditor_id = owed.creditor_id AND c.status = 'open'
"""
_SCHEMA = {
    "creditor_id": pl.Int64,
    "debtor_id": pl.Int64,
    "balance_cents": pl.Int64,
    "close_reason": pl.String,
    "case_id": pl.Int64,
    "days_past_due": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Synced:
    """What `sync_cases` did: keys of cases opened, closed, and of those that stay open."""

    opened: tuple[int, ...]
    closed: tuple[int, ...]
    kept: tuple[int, ...]


def sync_cases(*, pairs: pl.DataFrame, actor: Actor, now: datetime) -> Synced:
    """Open, keep or close the case of each pair according to what it owes, and refresh its facts.

    `pairs` has `creditor_id` and `debtor_id`, repeated or not, any number of rows. Safe to call again at any
    time: a pair whose case fits already only has its facts compared.
    """
    opened: list[int] = []
    closed: list[int] = []
    kept: list[int] = []
    distinct = pairs.select("creditor_id", "debtor_id").unique().sort("debtor_id", "creditor_id")
    for chunk in distinct.iter_slices(CHUNK):
        with transaction.atomic():
            shards.lock_people(chunk["debtor_id"].unique().to_list())
            owed = _owed(chunk, now)
            opened += _open(owed.filter((pl.col("balance_cents") > 0) & pl.col("case_id").is_null()), actor, now)
            closed += _close(owed.filter((pl.col("balance_cents") <= 0) & pl.col("case_id").is_not_null()), actor, now)
            staying = owed.filter((pl.col("balance_cents") > 0) & pl.col("case_id").is_not_null())["case_id"].to_list()
            kept += staying
            refresh_facts(staying, now=now)
            move_stages(staying, now=now)
    return Synced(opened=tuple(opened), closed=tuple(closed), kept=tuple(kept))


def _owed(pairs: pl.DataFrame, now: datetime) -> pl.DataFrame:
    parameters = {"creditors": pairs["creditor_id"].to_list(), "debtors": pairs["debtor_id"].to_list(), "now": now}
    return read_frame(_OWED, parameters, schema=_SCHEMA)


def _open(pairs: pl.DataFrame, actor: Actor, now: datetime) -> list[int]:
    if pairs.is_empty():
        return []
    staged = next_stages(pairs)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO cases_case (creditor_id, debtor_id, stage, status, close_reason, opened_at)
            SELECT creditor_id, debtor_id, stage, 'open', '', %(now)s
            FROM unnest(%(creditors)s::bigint[], %(debtors)s::bigint[], %(stages)s::text[])
                AS n(creditor_id, debtor_id, stage)
            RETURNING id, creditor_id
            """,
            {
                "creditors": staged["creditor_id"].to_list(),
                "debtors": staged["debtor_id"].to_list(),
                "stages": staged["to_stage"].to_list(),
                "now": now,
            },
        )
        rows = cursor.fetchall()
    by_creditor: dict[int, list[int]] = defaultdict(list)
    for case_id, creditor_id in rows:
        by_creditor[creditor_id].append(case_id)
    refresh_facts([case_id for case_id, _ in rows], now=now)
    # One entry for what was opened together: a million lines that all say "imported" would help nobody.
    audit.record_many(
        [
            audit.Entry(
                action="cases.case.opened",
                obj_type="cases.case",
                obj_id=case_ids[0] if len(case_ids) == 1 else None,
                actor=actor,
                creditor_id=creditor_id,
                after={"cases": len(case_ids), "first": min(case_ids), "last": max(case_ids)},
            )
            for creditor_id, case_ids in by_creditor.items()
        ],
        at=now,
    )
    publish_many([CasesOpened(creditor_id=key, case_ids=tuple(ids)) for key, ids in by_creditor.items()], now=now)
    return [case_id for case_id, _ in rows]


def _close(pairs: pl.DataFrame, actor: Actor, now: datetime) -> list[int]:
    if pairs.is_empty():
        return []
    ids = pairs["case_id"].to_list()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case c SET status = 'closed', closed_at = %s, close_reason = n.reason "
            "FROM unnest(%s::bigint[], %s::text[]) AS n(id, reason) WHERE c.id = n.id AND c.status = 'open'",
            [now, ids, pairs["close_reason"].to_list()],
        )
        cursor.execute(
            "UPDATE cases_task SET status = 'cancelled', done_at = %s WHERE status = 'open' AND case_id = ANY(%s)",
            [now, ids],
        )
    refresh_facts(ids, now=now)
    _tell_closed(pairs, actor, now)
    return ids


def _tell_closed(pairs: pl.DataFrame, actor: Actor, now: datetime) -> None:
    rows: Sequence[dict[str, int | str]] = pairs.to_dicts()
    audit.record_many(
        [
            audit.Entry(
                action="cases.case.closed",
                obj_type="cases.case",
                obj_id=int(row["case_id"]),
                actor=actor,
                creditor_id=int(row["creditor_id"]),
                debtor_id=int(row["debtor_id"]),
                before={"status": "open"},
                after={"status": "closed", "reason": row["close_reason"]},
            )
            for row in rows
        ],
        at=now,
    )
    groups = pairs.group_by("creditor_id", "close_reason", maintain_order=True).agg("case_id")
    publish_many(
        [
            CasesClosed(creditor_id=creditor_id, case_ids=tuple(case_ids), reason=CloseReason(reason).value)
            for creditor_id, reason, case_ids in groups.iter_rows()
        ],
        now=now,
    )
