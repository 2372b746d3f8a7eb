"""Changing a creditor that exists."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.models import Creditor
from acuerdo.portfolio.queries.creditors import profile_of
from acuerdo.portfolio.rules import check_order
from acuerdo.portfolio.rules.profile import CreditorProfile


class CreditorChanged(Exception):
    """Somebody else saved this creditor since it was read."""


def update_creditor(
    *, creditor_id: int, seen: str, profile: CreditorProfile, actor: Actor, now: datetime
) -> CreditorProfile:
    """Keep a creditor's new profile; `seen` is the fingerprint of the one that was edited. No change, no entry.

    Raises CreditorChanged, and ValueError for an order of allocation that is none.
    """
    with transaction.atomic():
        row = Creditor.objects.select_for_update().get(pk=creditor_id)
        before = profile_of(creditor_id=creditor_id)
        if before.fingerprint != seen:
            raise CreditorChanged(row.reference)
        check_order(profile.allocation_order)
        changed = before.differences(profile)
        if changed:
            for field, value in changed.items():
                setattr(row, field, list(value) if isinstance(value, tuple) else value)
            row.save(update_fields=list(changed))
            entry = audit.Entry(
                "portfolio.creditor.updated",
                "portfolio.creditor",
                creditor_id,
                actor,
                creditor_id=creditor_id,
                before=profile.differences(before),
                after=changed,
            )
            audit.record(entry, at=now)
    return profile
