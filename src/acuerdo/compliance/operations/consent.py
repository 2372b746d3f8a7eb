"""Acts of consent: each recorded with its proof, and followed at once in the row the gate reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from acuerdo.compliance.enums import ALL_CHANNELS_MASK, Channel, ConsentAct
from acuerdo.compliance.events import OptedOut, PermissionChanged
from acuerdo.compliance.models import ConsentRecord, ContactPermission
from acuerdo.compliance.queries.permission import channels_of, mask_of
from acuerdo.compliance.rules.opening import read_override
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor, Entry
from acuerdo.kernel.events import publish


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an act of consent came from (`portal`, `sms_stop`, `unsubscribe`, `agent` …), and what proves it."""

    source: str
    text: str = ""
    contact_point_id: int | None = None
    creditor_id: int | None = None


def grant_consent(
    *, debtor_id: int, channels: Iterable[Channel | str], proof: Proof, actor: Actor, now: datetime
) -> None:
    """Record that a person agrees to be contacted on these channels; ends an earlier refusal of them."""
    _act(ConsentAct.GRANTED, debtor_id, mask_of(channels), proof, actor, now)


def withdraw_consent(
    *, debtor_id: int, channels: Iterable[Channel | str], proof: Proof, actor: Actor, now: datetime
) -> None:
    """Take consent back: where the law asks for consent, nothing more is sent. To refuse in any case use `opt_out`."""
    _act(ConsentAct.WITHDRAWN, debtor_id, mask_of(channels), proof, actor, now)


def opt_out(
    *, debtor_id: int, channels: Iterable[Channel | str] | None, proof: Proof, actor: Actor, now: datetime
) -> None:
    """Send a person nothing more on these channels (None: on any), at once; also withdraws consent to them."""
    mask = ALL_CHANNELS_MASK if channels is None else mask_of(channels)
    _act(ConsentAct.OPTED_OUT, debtor_id, mask, proof, actor, now)


def opt_in(*, debtor_id: int, channels: Iterable[Channel | str], proof: Proof, actor: Actor, now: datetime) -> None:
    """End a refusal, at the person's own wish. Gives no consent: that is `grant_consent`."""
    _act(ConsentAct.OPTED_IN, debtor_id, mask_of(channels), proof, actor, now)


def cease(*, debtor_id: int, proof: Proof, actor: Actor, now: datetime) -> None:
    """Stop all contact on the person's request, until `resume`."""
    _act(ConsentAct.CEASED, debtor_id, ALL_CHANNELS_MASK, proof, actor, now)


def resume(*, debtor_id: int, proof: Proof, actor: Actor, now: datetime) -> None:
    """End a request to cease, at the person's own wish."""
    _act(ConsentAct.RESUMED, debtor_id, ALL_CHANNELS_MASK, proof, actor, now)


def set_hours(*, debtor_id: int, hours: str | None, actor: Actor, now: datetime) -> None:
    """Keep the hours a person asked for (`19:00-21:00`; None: none); only packs that allow it follow them.

    Raises `rules.opening.NotAnOverride`.
    """
    if hours is not None:
        read_override(hours)
    _change(debtor_id, actor, now, hours_override=hours)


def prefer_channel(*, debtor_id: int, channel: str, actor: Actor, now: datetime) -> None:
    """Keep which channel a person likes best ('' for none)."""
    _change(debtor_id, actor, now, preferred_channel=str(Channel(channel)) if channel else "")


def revoke_links(*, debtor_id: int, actor: Actor, now: datetime) -> None:
    """Make every link sent to a person before now worthless."""
    _change(debtor_id, actor, now, links_revoked_at=now)


def _granted(row: ContactPermission, mask: int) -> None:
    row.consents |= mask
    row.opted_out &= ~mask


def _withdrawn(row: ContactPermission, mask: int) -> None:
    row.consents &= ~mask


def _opted_out(row: ContactPermission, mask: int) -> None:
    row.consents &= ~mask
    row.opted_out |= mask


def _opted_in(row: ContactPermission, mask: int) -> None:
    row.opted_out &= ~mask


def _ceased(row: ContactPermission, mask: int) -> None:
    row.is_ceased = True


def _resumed(row: ContactPermission, mask: int) -> None:
    row.is_ceased = False


_EFFECTS: dict[ConsentAct, Callable[[ContactPermission, int], None]] = {
    ConsentAct.GRANTED: _granted,
    ConsentAct.WITHDRAWN: _withdrawn,
    ConsentAct.OPTED_OUT: _opted_out,
    ConsentAct.OPTED_IN: _opted_in,
    ConsentAct.CEASED: _ceased,
    ConsentAct.RESUMED: _resumed,
}


def _act(act: ConsentAct, debtor_id: int, mask: int, proof: Proof, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        row = _locked(debtor_id)
        before = _state(row)
        _EFFECTS[act](row, mask)
        if _state(row) != before:
            row.save()
        # The act is kept even if it changes nothing: that somebody said it again is evidence too.
        record = ConsentRecord.objects.create(
            debtor_id=debtor_id,
            creditor_id=proof.creditor_id,
            act=act,
            channels=mask,
            contact_point_id=proof.contact_point_id,
            at=now,
            source=proof.source,
            proof=proof.text[:300],
        )
        audit.record(
            _entry(f"compliance.consent.{act.value}", record.pk, debtor_id, actor, before, _state(row)), at=now
        )
        publish(PermissionChanged(debtor_id), now=now)
        if act in (ConsentAct.OPTED_OUT, ConsentAct.CEASED):
            publish(OptedOut(debtor_id, tuple(channels_of(mask)), act is ConsentAct.CEASED), now=now)


def _change(debtor_id: int, actor: Actor, now: datetime, **values: Any) -> None:
    with transaction.atomic():
        row = _locked(debtor_id)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        audit.record(_entry("compliance.permission.changed", debtor_id, debtor_id, actor, before, values), at=now)
        publish(PermissionChanged(debtor_id), now=now)


def _locked(debtor_id: int) -> ContactPermission:
    shards.lock_people([debtor_id])
    ContactPermission.objects.bulk_create([ContactPermission(debtor_id=debtor_id)], ignore_conflicts=True)
    return ContactPermission.objects.select_for_update().get(pk=debtor_id)


def _state(row: ContactPermission) -> dict[str, Any]:
    return {"consents": row.consents, "opted_out": row.opted_out, "is_ceased": row.is_ceased}


def _entry(
    action: str, obj_id: int, debtor_id: int, actor: Actor, before: dict[str, Any], after: dict[str, Any]
) -> Entry:
    return Entry(
        action=action,
        obj_type="compliance.permission",
        obj_id=obj_id,
        actor=actor,
        debtor_id=debtor_id,
        before=before,
        after=after,
    )
