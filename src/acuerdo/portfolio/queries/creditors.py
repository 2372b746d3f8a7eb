"""Creditors, who sees them, and the facts of their own columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from acuerdo.kernel.facts import Fact, FactType, Words
from acuerdo.portfolio.models import Creditor, CreditorAccess, CustomField

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
