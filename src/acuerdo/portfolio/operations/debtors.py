"""What may be changed about a person by hand, or because of what a message told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish, publish_many
from acuerdo.portfolio.enums import PointKind, PointStatus
from acuerdo.portfolio.events import ContactPointChanged, DebtorsChanged
from acuerdo.portfolio.importing.values.emails import email
from acuerdo.portfolio.importing.values.phones import phone
from acuerdo.portfolio.models import ContactPoint, Debtor

EDITABLE = ("name", "given_name", "language", "tone", "postcode", "city", "region", "time_zone", "birth_date")


class CannotSaveContactPoint(Exception):
    """The text is no address or number of that kind."""


class CannotChangeDebtor(Exception):
    """A field that may not be changed by hand."""


def add_contact_point(
    *, debtor_id: int, kind: PointKind, text: str, country: str = "ES", actor: Actor, now: datetime
) -> ContactPoint:
    """Add an address or number, normalised; one the person has already comes back active."""
    value, is_mobile = _normalised(kind, text, country)
    with transaction.atomic():
        point, created = ContactPoint.objects.get_or_create(
            debtor_id=debtor_id, kind=kind, value=value, defaults={"is_mobile": is_mobile, "created_at": now}
        )
        if not created:
            ContactPoint.objects.filter(pk=point.pk).update(status=PointStatus.ACTIVE)
            point.status = PointStatus.ACTIVE
        entry = audit.Entry(
            "portfolio.contact_point.added",
            "portfolio.contactpoint",
            point.pk,
            actor,
            debtor_id=debtor_id,
            after={"kind": kind},
        )
        audit.record(entry, at=now)
        publish(ContactPointChanged(debtor_id, point.pk, PointStatus.ACTIVE.value), now=now)
    return point


def _normalised(kind: PointKind, text: str, country: str) -> tuple[str, bool]:
    if kind == PointKind.EMAIL:
        value, is_mobile = email(text), False
    elif kind in (PointKind.PHONE, PointKind.WHATSAPP):
        value, is_mobile = phone(text, country=country) or (None, False)
    else:
        value, is_mobile = " ".join(text.split())[:320] or None, False
    if value is None:
        raise CannotSaveContactPoint(text)
    return value, is_mobile


def change_contact_points(*, point_ids: Sequence[int], status: PointStatus, actor: Actor, now: datetime) -> int:
    """Set the state of contact points (bounced, wrong person, retired, …); returns how many had another."""
    with transaction.atomic():
        found = ContactPoint.objects.select_for_update().filter(pk__in=point_ids).exclude(status=status)
        rows = list(found.order_by("pk").values_list("pk", "debtor_id", "status"))
        ContactPoint.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(status=status)
        audit.record_many(
            [
                audit.Entry(
                    "portfolio.contact_point.changed",
                    "portfolio.contactpoint",
                    pk,
                    actor,
                    debtor_id=debtor_id,
                    before={"status": was},
                    after={"status": status},
                )
                for pk, debtor_id, was in rows
            ],
            at=now,
        )
        publish_many([ContactPointChanged(debtor_id, pk, str(status)) for pk, debtor_id, _ in rows], now=now)
    return len(rows)


def change_debtor(*, debtor_id: int, changes: dict[str, object], actor: Actor, now: datetime) -> bool:
    """Correct what we know about a person; returns whether anything differed. Only the fields of `EDITABLE`."""
    if wrong := set(changes) - set(EDITABLE):
        raise CannotChangeDebtor(", ".join(sorted(wrong)))
    with transaction.atomic():
        debtor = Debtor.objects.select_for_update().get(pk=debtor_id)
        differing = {name: value for name, value in changes.items() if getattr(debtor, name) != value}
        if not differing:
            return False
        Debtor.objects.filter(pk=debtor_id).update(**differing)
        # Names and dates are personal: the log says which fields changed, not what stood in them.
        entry = audit.Entry(
            "portfolio.debtor.changed",
            "portfolio.debtor",
            debtor_id,
            actor,
            debtor_id=debtor_id,
            after={"fields": sorted(differing)},
        )
        audit.record(entry, at=now)
        publish(DebtorsChanged((debtor_id,)), now=now)
    return True
