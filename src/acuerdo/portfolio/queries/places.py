"""Where debtors live and what their creditors chose: what decides whose clock, holidays and law count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from acuerdo.kernel.frames import read_columns
from acuerdo.portfolio.models import Creditor

PLACE_COLUMNS = {"debtor_id": pl.Int64, "country": pl.String, "region": pl.String, "time_zone": pl.String}


def places_of(*, debtor_ids: Sequence[int]) -> pl.DataFrame:
    """One row for each debtor that exists: debtor_id, country, region and time_zone ('' where not known)."""
    return read_columns(
        "SELECT id, country, region, time_zone FROM portfolio_debtor WHERE id = ANY(%s)",
        [list(debtor_ids)],
        schema=PLACE_COLUMNS,
    ).with_columns(pl.col("country", "region", "time_zone").fill_null(""))


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
