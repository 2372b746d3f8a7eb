"""The row that the gate reads of a person, the acts of consent behind it, and the news of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from acuerdo.compliance.enums import ConsentAct, Purpose
from acuerdo.compliance.events import OptedOut, PermissionChanged
from acuerdo.compliance.models import ConsentRecord, ContactPermission
from acuerdo.compliance.queries.permission import channels_of
from acuerdo.compliance.rules.points import Masks
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor, Entry
from acuerdo.kernel.events import publish

EVERY_PURPOSE = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an act of consent came from (`portal`, `sms_stop`, `unsubscribe`, `call` …), and what proves it.

    `text` is what was said, word for word where that is known; `said_on` the day, if it is not the day of recording.
    """

    source: str
    text: str = ""
    contact_point_id: int | None = None
    creditor_id: int | None = None
    said_on: date | None = None


def masks_of(row: ContactPermission, purpose: Purpose) -> Masks:
    """How the person stands on whole channels, for a purpose."""
    if purpose is Purpose.MARKETING:
        return Masks(row.marketing_consents, row.marketing_opted_out)
    return Masks(row.consents, row.opted_out)


def set_masks(row: ContactPermission, purpose: Purpose, masks: Masks) -> None:
    """Change how the person stands; the caller saves."""
    if purpose is Purpose.MARKETING:
        row.marketing_consents, row.marketing_opted_out = masks.consents, masks.opted_out
    else:
        row.consents, row.opted_out = masks.consents, masks.opted_out


def keep_act(
    act: ConsentAct,
    row: ContactPermission,
    purpose: str,
    channels: int,
    proof: Proof,
    actor: Actor,
    now: datetime,
    *,
    before: dict[str, Any],
) -> None:
    """Keep an act of consent as evidence, with its entry in the audit log."""
    record = ConsentRecord.objects.create(
        debtor_id=row.pk,
        creditor_id=proof.creditor_id,
        act=act,
        channels=channels,
        contact_point_id=proof.contact_point_id,
        purpose=purpose,
        at=now,
        said_on=proof.said_on,
        source=proof.source,
        proof=proof.text[:300],
    )
    audit.record(entry_of(f"compliance.consent.{act.value}", record.pk, row.pk, actor, before, state_of(row)), at=now)


def tell(act: ConsentAct, debtor_id: int, channels: int, now: datetime, *, purpose: str = EVERY_PURPOSE) -> None:
    """Tell everybody that a person stands differently; refusing offers is no refusal of what is owed."""
    publish(PermissionChanged(debtor_id), now=now)
    if act is ConsentAct.CEASED or (act is ConsentAct.OPTED_OUT and channels and purpose != Purpose.MARKETING):
        publish(OptedOut(debtor_id, tuple(channels_of(channels)), act is ConsentAct.CEASED), now=now)


def locked(debtor_id: int) -> ContactPermission:
    """The person's row, made if there is none; nobody else changes it meanwhile."""
    shards.lock_people([debtor_id])
    ContactPermission.objects.bulk_create([ContactPermission(debtor_id=debtor_id)], ignore_conflicts=True)
    return ContactPermission.objects.select_for_update().get(pk=debtor_id)


def state_of(row: ContactPermission) -> dict[str, Any]:
    """What the audit log shows of the row."""
    names = ("consents", "opted_out", "marketing_consents", "marketing_opted_out", "points", "is_ceased")
    return {name: getattr(row, name) for name in names}


def entry_of(
    action: str, obj_id: int, debtor_id: int, actor: Actor, before: dict[str, Any], after: dict[str, Any]
) -> Entry:
    """An entry of the audit log about a person\'s permission."""
    return Entry(
        action=action,
        obj_type="compliance.permission",
        obj_id=obj_id,
        actor=actor,
        debtor_id=debtor_id,
        before=before,
        after=after,
    )
