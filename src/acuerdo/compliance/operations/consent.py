"""Acts of consent: each recorded with its proof, and followed at once in the row the gate reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from acuerdo.compliance.enums import ALL_CHANNELS_MASK, Channel, ConsentAct
from acuerdo.compliance.events import PermissionChanged
from acuerdo.compliance.operations.permission_row import (
    EVERY_PURPOSE,
    Proof,
    entry_of,
    keep_act,
    locked,
    masks_of,
    set_masks,
    state_of,
    tell,
)
from acuerdo.compliance.queries.permission import mask_of
from acuerdo.compliance.rules.opening import read_override
from acuerdo.compliance.rules.points import PURPOSES, Masks, after_word_on_channels
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish


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


_Change = Callable[[Masks, int], Masks]


def _granted(masks: Masks, channels: int) -> Masks:
    return Masks(masks.consents | channels, masks.opted_out & ~channels)


def _withdrawn(masks: Masks, channels: int) -> Masks:
    return Masks(masks.consents & ~channels, masks.opted_out)


def _opted_out(masks: Masks, channels: int) -> Masks:
    return Masks(masks.consents & ~channels, masks.opted_out | channels)


def _opted_in(masks: Masks, channels: int) -> Masks:
    return Masks(masks.consents, masks.opted_out & ~channels)


_ON_CHANNELS: dict[ConsentAct, _Change] = {
    ConsentAct.GRANTED: _granted,
    ConsentAct.WITHDRAWN: _withdrawn,
    ConsentAct.OPTED_OUT: _opted_out,
    ConsentAct.OPTED_IN: _opted_in,
}


def _act(act: ConsentAct, debtor_id: int, channels: int, proof: Proof, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        row = locked(debtor_id)
        before = state_of(row)
        change = _ON_CHANNELS.get(act)
        if change is None:
            row.is_ceased = act is ConsentAct.CEASED
        else:
            for purpose in PURPOSES:
                set_masks(row, purpose, change(masks_of(row, purpose), channels))
            row.points = after_word_on_channels(wishes=row.points, channels=channels)
        if state_of(row) != before:
            row.save()
        # The act is kept even if it changes nothing: that somebody said it again is evidence too.
        keep_act(act, row, EVERY_PURPOSE, channels, proof, actor, now, before=before)
        tell(act, debtor_id, channels, now)


def _change(debtor_id: int, actor: Actor, now: datetime, **values: Any) -> None:
    with transaction.atomic():
        row = locked(debtor_id)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        audit.record(entry_of("compliance.permission.changed", debtor_id, debtor_id, actor, before, values), at=now)
        publish(PermissionChanged(debtor_id), now=now)
