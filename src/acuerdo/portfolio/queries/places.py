"""Where creditors are and what they chose: what decides whose law counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from acuerdo.portfolio.models import Creditor


@dataclass(frozen=True, slots=True)
class CreditorLaw:
    """What decides which law binds contacts for a creditor: packs chosen by hand, country, sector."""

    packs: tuple[str, ...]
    country: str
    sector: str


def laws_of(*, creditor_ids: Sequence[int]) -> dict[int, CreditorLaw]:
    """By creditor; one query. A creditor that does not exist is left out."""
    rows = Creditor.objects.filter(pk__in=creditor_ids).values_list("pk", "policy_packs", "country", "sector")
    return {key: CreditorLaw(tuple(packs), country, sector) for key, packs, country, sector in rows}
