"""Stops on contact: placed by agents, debtors and events; lifted by somebody, or by time."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.db import transaction

from acuerdo.compliance.events import HoldLifted, HoldPlaced
from acuerdo.compliance.models import Hold
from acuerdo.compliance.queries.packs import bindings_of, packs_of
from acuerdo.compliance.rules.durations import parse_duration
from acuerdo.compliance.rules.pack_models import Hold as HoldRule
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import SYSTEM, Actor, Entry
from acuerdo.kernel.events import publish, publish_many

EXPIRED = "expired"


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
        publish_many([HoldLifted(h.debtor_id, h.creditor_id, h.pk, h.event) for h in over], now=now)
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
