"""Where debtors live, as far as we know: what decides whose clock and whose holidays count."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from acuerdo.kernel.frames import read_columns

PLACE_COLUMNS = {"debtor_id": pl.Int64, "country": pl.String, "region": pl.String, "time_zone": pl.String}


def places_of(*, debtor_ids: Sequence[int]) -> pl.DataFrame:
    """One row for each debtor that exists: debtor_id, country, region and time_zone ('' where not known)."""
    return read_columns(
        "SELECT id, country, region, time_zone FROM portfolio_debtor WHERE id = ANY(%s)",
        [list(debtor_ids)],
        schema=PLACE_COLUMNS,
    ).with_columns(pl.col("country", "region", "time_zone").fill_null(""))
