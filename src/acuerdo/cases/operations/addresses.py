"""Which address a message goes to where the person wants nothing at one of theirs, or named the one to use."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from acuerdo.compliance.queries import wishes_of
from acuerdo.compliance.rules.points import AGREED, REFUSED, Wishes, purpose_of
from acuerdo.portfolio.enums import PointKind, PointStatus
from acuerdo.portfolio.queries import ContactPointLine, contact_points_of


def avoiding_refused(contacts: pl.DataFrame) -> pl.DataFrame:
    """Contacts (debtor_id, channel, purpose, contact_point_id) with an address named for people who said which.

    All others stay without one: the best active address is theirs. One query while nobody said anything, none where
    all have an address.
    """
    if not contacts["contact_point_id"].null_count():
        return contacts
    wishes = wishes_of(debtor_ids=set(contacts["debtor_id"].to_list()))
    if not wishes:
        return contacts
    points = {debtor_id: contact_points_of(debtor_id=debtor_id) for debtor_id in wishes}
    asked = contacts.select("debtor_id", "channel", "purpose", "contact_point_id").iter_rows()
    named = [
        best_point(points[debtor_id], wishes[debtor_id], channel=channel, purpose=purpose)
        if point_id is None and debtor_id in wishes
        else point_id
        for debtor_id, channel, purpose, point_id in asked
    ]
    return contacts.with_columns(pl.Series("contact_point_id", named, pl.Int64))


def best_point(points: Sequence[ContactPointLine], wishes: Wishes, *, channel: str, purpose: str) -> int | None:
    """The active address of a channel to use: one the person named before others, none that they refused."""
    said = {point.id: wishes.get(str(point.id), {}).get(purpose_of(purpose)) for point in points}
    usable = [
        (said[point.id] != AGREED, point.rank, point.id)
        for point in points
        if point.status == PointStatus.ACTIVE and _fits(point, channel) and said[point.id] != REFUSED
    ]
    return min(usable)[2] if usable else None


def _fits(point: ContactPointLine, channel: str) -> bool:
    if channel == "email":
        return point.kind == PointKind.EMAIL
    return channel == "sms" and point.kind == PointKind.PHONE and point.is_mobile
