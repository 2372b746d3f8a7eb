"""Contact points of a block's persons: added where new, never taken away (a person keeps the old number too)."""

from __future__ import annotations

import polars as pl

from acuerdo.kernel.frames import copy_frame
from acuerdo.portfolio.operations.loading.sql import as_one_text, by_key
from acuerdo.portfolio.operations.loading.state import Run

PHONES = ("debtor_phone", "debtor_phone_2", "debtor_phone_3")
EMAILS = ("debtor_email", "debtor_email_2")
_KNOWN = """
    SELECT c.debtor_id, c.kind, c.value FROM unnest(string_to_array(%s, E'\\x1f')::bigint[]) AS k(id)
    CROSS JOIN LATERAL (SELECT * FROM portfolio_contactpoint WHERE debtor_id = k.id OFFSET 0) AS c
"""


def points_of(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a contact point: `debtor_id`, `kind`, `value`, `is_mobile`, `rank` (1 is tried first)."""
    parts = [
        _part(rows, name, "phone", rank, pl.col(f"{name}_is_mobile"))
        for rank, name in enumerate(PHONES, 1)
        if name in rows.columns
    ]
    parts += [
        _part(rows, name, "email", rank, pl.lit(value=False))
        for rank, name in enumerate(EMAILS, 1)
        if name in rows.columns
    ]
    if "debtor_street" in rows.columns:
        place = [pl.col(name) for name in ("debtor_postcode", "debtor_city") if name in rows.columns]
        town = pl.concat_str(*place, separator=" ", ignore_nulls=True) if place else pl.lit("")
        address = pl.concat_str("debtor_street", pl.when(town != "").then(town), separator=", ", ignore_nulls=True)
        postal = rows.with_columns(
            debtor_postal=pl.when(pl.col("debtor_street").is_not_null()).then(address.str.slice(0, 320))
        )
        parts.append(_part(postal, "debtor_postal", "postal", 1, pl.lit(value=False)))
    if not parts:
        return pl.DataFrame(
            schema={
                "debtor_id": pl.Int64,
                "kind": pl.String,
                "value": pl.String,
                "is_mobile": pl.Boolean,
                "rank": pl.Int16,
            }
        )
    return pl.concat(parts)


def _part(rows: pl.DataFrame, column: str, kind: str, rank: int, is_mobile: pl.Expr) -> pl.DataFrame:
    return rows.select(
        "debtor_id",
        kind=pl.lit(kind),
        value=pl.col(column),
        is_mobile=is_mobile,
        rank=pl.lit(rank, pl.Int16),
    ).drop_nulls("value")


def add_points(points: pl.DataFrame, run: Run, *, all_new: bool) -> pl.Series:
    """Add those a person does not have yet; returns the persons who got one. `all_new`: nobody had any before."""
    fresh = points
    if not all_new and not points.is_empty():
        known = by_key(
            _KNOWN,
            [as_one_text(points["debtor_id"].unique())],
            {"debtor_id": pl.Int64, "kind": pl.String, "value": pl.String},
        )
        fresh = points.join(known, on=["debtor_id", "kind", "value"], how="anti", maintain_order="left")
    # Whoever asks for a person's contact points then finds them on one page.
    fresh = fresh.unique(["debtor_id", "kind", "value"], keep="first", maintain_order=True).sort(
        "debtor_id", maintain_order=True
    )
    copy_frame(
        "portfolio_contactpoint",
        fresh.with_columns(
            pl.lit("active").alias("status"),
            pl.lit(run.import_id).alias("import_id"),
            pl.lit(run.now).alias("created_at"),
        ),
    )
    return fresh["debtor_id"].unique()
