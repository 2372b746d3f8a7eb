"""Creditors, who sees them, and the facts of their own columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from acuerdo.kernel.facts import Fact, FactType, Words
from acuerdo.portfolio.models import Creditor, CreditorAccess, CustomField
from acuerdo.portfolio.rules.profile import CreditorProfile

_EXAMPLES = {"money": "100.00", "number": "1", "date": "2026-01-31", "bool": "true"}


@dataclass(frozen=True, slots=True)
class CreditorLine:
    """A creditor as lists and headers show it."""

    id: int
    reference: str
    name: str
    currency: str
    country: str
    time_zone: str
    language: str
    brand_colour: str
    brand_initials: str


_LINE = ("id", "reference", "name", "currency", "country", "time_zone", "language", "brand_colour", "brand_initials")


def creditors_of(*, user_id: int, sees_all: bool) -> tuple[CreditorLine, ...]:
    """The creditors a member of staff may see, by name; one query."""
    found = Creditor.objects.order_by("name", "id")
    if not sees_all:
        found = found.filter(pk__in=CreditorAccess.objects.filter(user_id=user_id).values("creditor_id"))
    return tuple(CreditorLine(*row) for row in found.values_list(*_LINE))


def creditor_by_reference(reference: str) -> Creditor | None:
    """The creditor of this reference, whole."""
    return Creditor.objects.filter(reference=reference).first()


def allocation_orders(*, creditor_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The order in which each creditor wants payments allocated, for `rules.allocate`."""
    rows = Creditor.objects.filter(pk__in=creditor_ids).values_list("pk", "allocation_order")
    return {creditor_id: tuple(order) for creditor_id, order in rows}


def profile_of(*, creditor_id: int) -> CreditorProfile:
    """What may be changed about a creditor."""
    row = Creditor.objects.get(pk=creditor_id)
    return CreditorProfile(
        name=row.name,
        legal_name=row.legal_name,
        brand_colour=row.brand_colour,
        brand_initials=row.brand_initials,
        sender_email=row.sender_email,
        sms_sender=row.sms_sender,
        phone=row.phone,
        website=row.website,
        privacy_url=row.privacy_url,
        postal_address=row.postal_address,
        policy_packs=tuple(row.policy_packs),
        allocation_order=tuple(row.allocation_order),
        min_payment_cents=row.min_payment_cents,
    )


def access_of_creditors(*, creditor_ids: Collection[int]) -> dict[int, list[int]]:
    """The members of staff who may see each creditor by its name; those who see all are not among them."""
    found: dict[int, list[int]] = {key: [] for key in creditor_ids}
    rows = CreditorAccess.objects.filter(creditor_id__in=found).order_by("user_id")
    for creditor_id, user_id in rows.values_list("creditor_id", "user_id"):
        found[creditor_id].append(user_id)
    return found


def time_zones(*, creditor_ids: Collection[int] | None = None) -> dict[str, list[int]]:
    """The creditors of each time zone; None means all creditors."""
    rows = Creditor.objects.order_by("time_zone", "pk")
    chosen = rows if creditor_ids is None else rows.filter(pk__in=creditor_ids)
    found: dict[str, list[int]] = {}
    for zone, creditor_id in chosen.values_list("time_zone", "pk"):
        found.setdefault(zone, []).append(creditor_id)
    return found


def custom_facts(*, creditor_id: int | None) -> list[Fact]:
    """The facts of a creditor's own columns, by key; none without a creditor."""
    return [] if creditor_id is None else custom_facts_of(creditor_ids=[creditor_id])[creditor_id]


def custom_facts_of(*, creditor_ids: Collection[int]) -> dict[int, list[Fact]]:
    """The own columns of several creditors; one query, none without creditors."""
    found: dict[int, list[Fact]] = {key: [] for key in creditor_ids}
    if found:
        rows = CustomField.objects.filter(creditor_id__in=found).order_by("creditor_id", "key")
        for creditor_id, *column in rows.values_list("creditor_id", "key", "type", "label"):
            found[creditor_id].append(_custom_fact(creditor_id, *column))
    return found


def _custom_fact(creditor_id: int, key: str, kind: str, label: str) -> Fact:
    # The values of an imported choice are not known beforehand: it compares as text.
    of_type = FactType.TEXT if kind == "choice" else FactType(kind)
    told = Words(es="Columna propia del acreedor.", en="The creditor's own column.")
    return Fact(
        key=f"custom.{key}",
        type=of_type,
        label=Words(es=label, en=label),
        help=told,
        column=key,
        example=_EXAMPLES.get(kind, "A"),
        creditor_id=creditor_id,
    )
