"""Which creditors there are, and who may see which."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.portfolio.models import Creditor, CreditorAccess


@dataclass(frozen=True, slots=True)
class CreditorLine:
    """A creditor as screens name it."""

    id: int
    reference: str
    name: str
    currency: str
    time_zone: str
    initials: str
    colour: str


def creditors_of(*, user_id: int, sees_all: bool) -> tuple[CreditorLine, ...]:
    """The creditors a member of staff may see, by name; every screen narrows its rows to these. One query."""
    rows = Creditor.objects.order_by("name")
    if not sees_all:
        rows = rows.filter(pk__in=CreditorAccess.objects.filter(user_id=user_id).values("creditor_id"))
    return tuple(
        CreditorLine(*row)
        for row in rows.values_list(
            "pk", "reference", "name", "currency", "time_zone", "brand_initials", "brand_colour"
        )
    )


def creditor(*, creditor_id: int) -> Creditor:
    """One creditor, read-only outside the portfolio; raises Creditor.DoesNotExist."""
    return Creditor.objects.get(pk=creditor_id)
