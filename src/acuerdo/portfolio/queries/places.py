"""Where creditors are and what they chose: what decides whose law counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_LAWS = """
    SELECT id, ARRAY(SELECT jsonb_array_elements_text(policy_packs)), country, sector
    FROM portfolio_creditor WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class CreditorLaw:
    """What decides which law binds contacts for a creditor: packs chosen by hand, country, sector."""

    packs: tuple[str, ...]
    country: str
    sector: str


def laws_of(*, creditor_ids: Sequence[int]) -> dict[int, CreditorLaw]:
    """By creditor; one query, none for none. A creditor that does not exist is left out."""
    if not creditor_ids:
        return {}
    with connection.cursor() as cursor:
        # By hand: the gate is asked for each batch, and to put this together takes Django longer than the database.
        cursor.execute(_LAWS, [list(creditor_ids)])
        return {key: CreditorLaw(tuple(packs), *place) for key, packs, *place in cursor.fetchall()}
