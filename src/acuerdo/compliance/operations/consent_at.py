"""Acts of consent about one address or number: they bind there alone, for one purpose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from acuerdo.compliance.enums import ConsentAct, Purpose
from acuerdo.compliance.operations.permission_row import Proof, keep_act, locked, masks_of, set_masks, state_of, tell
from acuerdo.compliance.rules.points import Change, after_agreeing, after_refusing, served_by
from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.enums import PointStatus
from acuerdo.portfolio.queries import contact_points_of


class NoSuchPoint(Exception):
    """The person has no such address or number in use."""


def agree_at(*, debtor_id: int, purpose: Purpose, proof: Proof, actor: Actor, now: datetime) -> None:
    """Record that a person may be contacted for a purpose at one address or number (`proof.contact_point_id`).

    Ends a refusal of that address; other addresses stay as they are. For whole channels use `grant_consent`. Raises
    `NoSuchPoint`.
    """
    _act_at(debtor_id, purpose, proof, actor, now, agrees=True)


def refuse_at(*, debtor_id: int, purpose: Purpose, proof: Proof, actor: Actor, now: datetime) -> None:
    """Send a person nothing more for a purpose to one address or number, at once; takes consent for it back.

    The last usable address of a channel closes the channel. For whole channels use `opt_out`. Raises `NoSuchPoint`.
    """
    _act_at(debtor_id, purpose, proof, actor, now, agrees=False)


def _act_at(debtor_id: int, purpose: Purpose, proof: Proof, actor: Actor, now: datetime, *, agrees: bool) -> None:
    with transaction.atomic():
        row = locked(debtor_id)
        before = state_of(row)
        points, point = _usable_points(debtor_id), str(proof.contact_point_id)
        if point not in points:
            raise NoSuchPoint(proof.contact_point_id)
        masks = masks_of(row, purpose)
        given = {"wishes": row.points, "points": points, "point": point, "purpose": purpose.value}
        change = after_agreeing(**given, masks=masks) if agrees else after_refusing(**given)
        row.points = change.wishes
        set_masks(row, purpose, change.applied(masks))
        row.save()
        for act, channels in _acts_of(change, agrees=agrees):
            keep_act(act, row, purpose.value, channels, proof, actor, now, before=before)
            tell(act, debtor_id, channels, now, purpose=purpose.value)


def _acts_of(change: Change, *, agrees: bool) -> list[tuple[ConsentAct, int]]:
    """What is kept as evidence: at least one act, with the channels on which the person stands differently now."""
    if agrees:
        return [(ConsentAct.GRANTED, change.granted)]
    acts = [(ConsentAct.OPTED_OUT, change.refused)] if change.refused else []
    return acts + ([(ConsentAct.WITHDRAWN, change.withdrawn)] if change.withdrawn or not acts else [])


def _usable_points(debtor_id: int) -> dict[str, int]:
    return {
        str(point.id): served_by(kind=point.kind, is_mobile=point.is_mobile)
        for point in contact_points_of(debtor_id=debtor_id)
        if point.status in (PointStatus.ACTIVE, PointStatus.UNVERIFIED)
    }
