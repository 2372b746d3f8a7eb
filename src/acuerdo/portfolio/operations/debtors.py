"""What may be changed about a person by hand, or because of what a message told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish, publish_many
from acuerdo.portfolio.enums import PointStatus
from acuerdo.portfolio.events import ContactPointChanged, DebtorsChanged
from acuerdo.portfolio.models import ContactPoint, Debtor

EDITABLE = ("name", "given_name", "language", "tone", "postcode", "city", "region", "time_zone", "birth_date")


class CannotChangeDebtor(Exception):
    """A field that may not be changed by hand."""


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
