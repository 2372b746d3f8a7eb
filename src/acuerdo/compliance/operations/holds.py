"""Stops on contact: placed by agents, debtors and events; lifted by somebody, or by time."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

import polars as pl
from django.db import transaction

from acuerdo.compliance.events import HoldLifted, HoldPlaced
from acuerdo.compliance.models import Hold
from acuerdo.compliance.queries.packs import bindings_of, packs_of
from acuerdo.compliance.rules.durations import parse_duration
from acuerdo.compliance.rules.pack_models import Hold as HoldRule
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import SYSTEM, Actor, Entry
from acuerdo.kernel.events import publish, publish_many
from acuerdo.kernel.frames import read_frame

EXPIRED = "expired"
_PLACE = """
    INSERT INTO compliance_hold (debtor_id, creditor_id, event, note, placed_at, placed_by, until, lifted_reason)
    SELECT * FROM (
        SELECT debtor_id, creditor_id, event, '', %(now)s, %(by)s, until, ''
        FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[], %(events)s::text[], %(ends)s::timestamptz[])
            AS n(debtor_id, creditor_id, event, until)
    ) AS n
    ON CONFLICT (debtor_id, creditor_id, event) WHERE lifted_at IS NULL DO NOTHING
    RETURNING id
"""
_LIFT = """
    UPDATE compliance_hold h SET lifted_at = %(now)s, lifted_reason = %(why)s
    FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[], %(events)s::text[]) AS n(debtor_id, creditor_id, event)
    WHERE h.debtor_id = n.debtor_id AND h.creditor_id = n.creditor_id AND h.event = n.event AND h.lifted_at IS NULL
    RETURNING h.id
"""


class CannotLiftHold(Exception):
    """There is no such hold, or it is lifted already."""


def place_hold(
    *,
    debtor_id: int,
    event: str,
    actor: Actor,
    now: datetime,
    creditor_id: int | None = None,
    debt_id: int | None = None,
    note: str = "",
    until: datetime | None = None,
) -> Hold:
    """Stop contact with a person (with one creditor, or with all); queued messages are refused when their turn comes.

    Without `until`, the longest time that a pack of the creditor gives such a hold ends it, if there is one.
    Placing the same hold twice returns the first one. To end it use `lift_hold`.
    """
    with transaction.atomic():
        shards.lock_people([debtor_id])
        hold, created = Hold.objects.get_or_create(
            debtor_id=debtor_id,
            creditor_id=creditor_id,  # type: ignore[misc]  # null: for all creditors
            event=event,
            lifted_at=None,
            defaults={
                "debt_id": debt_id,
                "note": note,
                "placed_at": now,
                "placed_by": actor.name,
                "until": until or longest_hold(creditor_id, event, now),
            },
        )
        if created:
            audit.record(_entry("compliance.hold.placed", hold, actor), at=now)
            publish(HoldPlaced(debtor_id, creditor_id, hold.pk, event), now=now)
    return hold


def lift_hold(*, hold_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """End a hold. Raises CannotLiftHold if it is not in force."""
    with transaction.atomic():
        hold = Hold.objects.select_for_update().filter(pk=hold_id, lifted_at=None).first()
        if hold is None:
            raise CannotLiftHold(hold_id)
        hold.lifted_at, hold.lifted_reason = now, reason
        hold.save(update_fields=["lifted_at", "lifted_reason"])
        audit.record(_entry("compliance.hold.lifted", hold, actor), at=now)
        publish(HoldLifted(hold.debtor_id, hold.creditor_id, hold.pk, hold.event), now=now)


def place_holds(holds: pl.DataFrame, *, actor: Actor, now: datetime) -> int:
    """Stop contact with many people, each with one creditor, set-wise; returns how many had no such hold yet.

    `holds`: debtor_id, creditor_id, reason (the hold's event), until (null: the longest that a pack gives it, if any).
    In the caller's transaction, under the locks of these people. For one person use `place_hold`.
    """
    if holds.is_empty():
        return 0
    longest = {
        (creditor_id, reason): longest_hold(creditor_id, reason, now)
        for creditor_id, reason in holds.select("creditor_id", "reason").unique().iter_rows()
    }
    rows = list(holds.select("debtor_id", "creditor_id", "reason", "until").iter_rows())
    placed = read_frame(
        _PLACE,
        {
            "debtors": [row[0] for row in rows],
            "creditors": [row[1] for row in rows],
            "events": [row[2] for row in rows],
            "ends": [row[3] or longest[row[1], row[2]] for row in rows],
            "by": actor.name,
            "now": now,
        },
        schema={"id": pl.Int64},
    )
    made = list(Hold.objects.filter(pk__in=placed["id"].to_list()).order_by("pk"))
    audit.record_many([_entry("compliance.hold.placed", hold, actor) for hold in made], at=now)
    publish_many([HoldPlaced(hold.debtor_id, hold.creditor_id, hold.pk, hold.event) for hold in made], now=now)
    return len(made)


def lift_holds(holds: pl.DataFrame, *, why: str, actor: Actor, now: datetime) -> int:
    """End the holds of many people, set-wise; returns how many were in force. Stops for all creditors stay.

    `holds`: debtor_id, creditor_id, reason (the hold's event). In the caller's transaction.
    """
    if holds.is_empty():
        return 0
    lifted = read_frame(
        _LIFT,
        {
            "debtors": holds["debtor_id"].to_list(),
            "creditors": holds["creditor_id"].to_list(),
            "events": holds["reason"].to_list(),
            "why": why,
            "now": now,
        },
        schema={"id": pl.Int64},
    )
    over = list(Hold.objects.filter(pk__in=lifted["id"].to_list()).order_by("pk"))
    audit.record_many([_entry("compliance.hold.lifted", hold, actor) for hold in over], at=now)
    publish_many([HoldLifted(hold.debtor_id, hold.creditor_id, hold.pk, hold.event) for hold in over], now=now)
    return len(over)


def expire_holds(*, now: datetime, limit: int = 5_000) -> int:
    """Lift holds whose time is over; returns how many. The gate ignores them from that instant anyway."""
    with transaction.atomic():
        over = list(
            Hold.objects.select_for_update(skip_locked=True)
            .filter(lifted_at=None, until__lte=now)
            .order_by("pk")[:limit]
        )
        for hold in over:
            hold.lifted_at, hold.lifted_reason = hold.until, EXPIRED
        Hold.objects.bulk_update(over, ["lifted_at", "lifted_reason"], batch_size=1_000)
        audit.record_many([_entry("compliance.hold.expired", hold, SYSTEM) for hold in over], at=now)
        publish_many([HoldLifted(h.debtor_id, h.creditor_id, h.pk, h.event, is_by_time=True) for h in over], now=now)
    return len(over)


def longest_hold(creditor_id: int | None, event: str, now: datetime) -> datetime | None:
    """When such a hold ends at the latest by the packs of the creditor."""
    if creditor_id is None:
        return None
    binding = bindings_of(creditor_ids=[creditor_id])[creditor_id]
    for pack in packs_of(binding.names, now=now):
        for rule in pack.rules:
            if isinstance(rule, HoldRule) and rule.when.trigger == event and rule.until.max:
                longest = parse_duration(rule.until.max)
                return _months_later(now, longest.months) + longest.fixed
    return None


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _entry(action: str, hold: Hold, actor: Actor) -> Entry:
    return Entry(
        action=action,
        obj_type="compliance.hold",
        obj_id=hold.pk,
        actor=actor,
        creditor_id=hold.creditor_id,
        debtor_id=hold.debtor_id,
        after={
            "event": hold.event,
            "until": hold.until and hold.until.isoformat(),
            "lifted_reason": hold.lifted_reason,
        },
    )
