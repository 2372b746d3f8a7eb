"""What one person allows, and what stops contact with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.models import ConsentRecord, ContactPermission, Hold
from acuerdo.compliance.rules.points import Wishes


@dataclass(frozen=True, slots=True)
class Permission:
    """A person's standing permission. No record: nothing granted, nothing refused."""

    consents: tuple[Channel, ...] = ()
    opted_out: tuple[Channel, ...] = ()
    is_ceased: bool = False
    preferred_channel: str = ""
    hours: object = None
    links_revoked_at: datetime | None = None


def permission_of(*, debtor_id: int) -> Permission:
    """What a person allows."""
    row = ContactPermission.objects.filter(pk=debtor_id).first()
    if row is None:
        return Permission()
    return Permission(
        consents=channels_of(row.consents),
        opted_out=channels_of(row.opted_out),
        is_ceased=row.is_ceased,
        preferred_channel=row.preferred_channel,
        hours=row.hours_override,
        links_revoked_at=row.links_revoked_at,
    )


def channels_of(mask: int) -> tuple[Channel, ...]:
    """The channels whose bits are set."""
    return tuple(channel for channel in Channel if mask & channel.bit)


def mask_of(channels: Iterable[Channel | str]) -> int:
    """The bits of channels."""
    mask = 0
    for channel in channels:
        mask |= Channel(channel).bit
    return mask


def consent_history(*, debtor_id: int) -> list[ConsentRecord]:
    """Every act of consent of a person, latest first."""
    return list(ConsentRecord.objects.filter(debtor_id=debtor_id).order_by("-at", "-pk"))


@dataclass(frozen=True, slots=True)
class SaidOfPoint:
    """The last thing a person said of one address or number for one purpose, and what proves it."""

    contact_point_id: int
    purpose: str
    agrees: bool
    at: datetime
    said_on: date | None
    source: str
    text: str


def said_of_points(*, debtor_id: int) -> tuple[SaidOfPoint, ...]:
    """What stands of the things a person said of single addresses and numbers, with their proof."""
    row = ContactPermission.objects.filter(pk=debtor_id).first()
    wishes: Wishes = row.points if row else {}
    acts = ConsentRecord.objects.filter(debtor_id=debtor_id).exclude(purpose="").order_by("at", "pk") if wishes else ()
    last = {(act.contact_point_id, act.purpose): act for act in acts}
    return tuple(
        SaidOfPoint(int(point_id or 0), purpose, act.act == "granted", act.at, act.said_on, act.source, act.proof)
        for (point_id, purpose), act in last.items()
        if purpose in wishes.get(str(point_id), {})
    )


def wishes_of(*, debtor_ids: Iterable[int]) -> dict[int, Wishes]:
    """What these people said of single addresses (`rules.points`); nearly nobody did, and they are not in it."""
    with connection.cursor() as cursor:
        # One array: a list of parameters as long as a batch costs a quarter of it. The condition is that of the index.
        cursor.execute(
            "SELECT debtor_id, points::text FROM compliance_contactpermission "
            "WHERE debtor_id = ANY(%s) AND NOT points = '{}'::jsonb",
            [list(debtor_ids)],
        )
        return {debtor_id: json.loads(points) for debtor_id, points in cursor.fetchall()}


def active_holds(*, debtor_id: int, creditor_id: int, now: datetime) -> list[Hold]:
    """What stops contact with a person about this creditor's debts, latest first."""
    return list(
        Hold.objects.filter(Q(creditor_id=creditor_id) | Q(creditor_id=None), debtor_id=debtor_id, lifted_at=None)
        .filter(Q(until=None) | Q(until__gt=now))
        .order_by("-placed_at", "-pk")
    )
