"""What imports mean for contact: disputes that come with a file, set-wise, and whether anybody was contacted since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.compliance.events import HoldPlaced
from acuerdo.compliance.operations.holds import longest_hold
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish_many
from acuerdo.kernel.frames import read_frame

DISPUTE = "dispute_opened"
_PLACE = """
    INSERT INTO compliance_hold (debtor_id, creditor_id, event, note, placed_at, placed_by, until, lifted_reason)
    SELECT debtor_id, %s, %s, '', %s, %s, %s, '' FROM unnest(%s::bigint[]) AS p(debtor_id)
    ON CONFLICT (debtor_id, creditor_id, event) WHERE lifted_at IS NULL DO NOTHING RETURNING id AS hold_id, debtor_id
"""
_LIFT = """
    UPDATE compliance_hold SET lifted_at = %s, lifted_reason = 'import undone'
    WHERE debtor_id = ANY(%s) AND creditor_id = %s AND event = %s AND placed_by = %s AND lifted_at IS NULL
"""
_CONTACTED = """
    SELECT EXISTS (SELECT FROM unnest(%s::bigint[]) AS p(debtor_id)
    JOIN compliance_contact c ON c.debtor_id = p.debtor_id AND c.creditor_id = %s AND c.at >= %s
    WHERE c.status <> 'released' AND c.direction = 'out')
"""


def place_imported_disputes(*, creditor_id: int, import_id: int, debtor_ids: Sequence[int], now: datetime) -> int:
    """Hold contact with persons whose debts a creditor's file calls disputed; returns how many had no such hold."""
    actor = Actor(kind="import", id=import_id, name=_name(import_id))
    with transaction.atomic():
        shards.lock_people(debtor_ids)
        until = longest_hold(creditor_id, DISPUTE, now)
        placed = read_frame(
            _PLACE,
            [creditor_id, DISPUTE, now, actor.name, until, list(debtor_ids)],
            schema={"hold_id": pl.Int64, "debtor_id": pl.Int64},
        )
        entry = audit.Entry(
            "compliance.hold.placed", "portfolio.import", import_id, actor, creditor_id=creditor_id,
            after={"event": DISPUTE, "holds": placed.height},
        )  # fmt: skip
        audit.record(entry, at=now)
        publish_many(
            [HoldPlaced(debtor_id, creditor_id, hold_id, DISPUTE) for hold_id, debtor_id in placed.rows()], now=now
        )
    return placed.height


def lift_imported_disputes(*, creditor_id: int, import_id: int, debtor_ids: Sequence[int], now: datetime) -> int:
    """End the holds that an import placed, because it is taken back; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_LIFT, [now, list(debtor_ids), creditor_id, DISPUTE, _name(import_id)])
        return int(cursor.rowcount)


def contacted_since(*, creditor_id: int, debtor_ids: Sequence[int], since: datetime) -> str | None:
    """`message` if any of these persons was contacted for the creditor since, or a contact is reserved; else None."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTED, [list(debtor_ids), creditor_id, since])
        return "message" if cursor.fetchone()[0] else None


def _name(import_id: int) -> str:
    return f"import {import_id}"
