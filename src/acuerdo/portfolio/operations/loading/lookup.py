"""Which rows of a block are about persons and debts we know."""

from __future__ import annotations

import polars as pl

from acuerdo.portfolio.operations.loading.sql import as_one_text, by_key
from acuerdo.portfolio.operations.loading.state import Run

REFERENCES = """
    SELECT k.place - 1, r.id, r.debtor_id, r.content_hash, r.words_hash
    FROM unnest(string_to_array(%s, E'\\x1f')) WITH ORDINALITY AS k(reference, place)
    CROSS JOIN LATERAL (
        SELECT * FROM portfolio_debtorreference WHERE creditor_id = %s AND reference = k.reference OFFSET 0
    ) AS r
"""
DEBTS = """
    SELECT k.place - 1, d.id, d.debtor_id, d.content_hash, d.words_hash
    FROM unnest(string_to_array(%s, E'\\x1f')) WITH ORDINALITY AS k(reference, place)
    CROSS JOIN LATERAL (
        SELECT * FROM portfolio_debt WHERE creditor_id = %s AND reference = k.reference OFFSET 0
    ) AS d
"""
PERSONS = """
    SELECT DISTINCT ON (d.national_id) d.national_id, d.id
    FROM unnest(string_to_array(%s, E'\\x1f')) AS k(national_id)
    CROSS JOIN LATERAL (
        SELECT id, national_id FROM portfolio_debtor WHERE national_id = k.national_id AND national_id <> '' OFFSET 0
    ) AS d
    ORDER BY d.national_id, d.id
"""


def with_debtors(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Rows with `reference_id`, `debtor_id` and both hashes of the reference; null where it is new."""
    found = by_key(
        REFERENCES,
        [as_one_text(rows["debtor_reference"]), run.creditor_id],
        {
            "place": pl.UInt32,
            "reference_id": pl.Int64,
            "debtor_id": pl.Int64,
            "debtor_hash": pl.Int64,
            "known_person_words": pl.Int64,
        },
    )
    return _placed(rows, found)


def with_debts(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Rows with `debt_id`, `owner_id` (its debtor) and both hashes of the debt; null where the debt is new."""
    found = by_key(
        DEBTS,
        [as_one_text(rows["debt_reference"]), run.creditor_id],
        {
            "place": pl.UInt32,
            "debt_id": pl.Int64,
            "owner_id": pl.Int64,
            "debt_hash": pl.Int64,
            "known_debt_words": pl.Int64,
        },
    )
    return _placed(rows, found)


def persons_of(national_ids: pl.Series) -> pl.DataFrame:
    """`national_id` and `person_id` of those known, whichever creditor brought them."""
    return by_key(
        PERSONS, [as_one_text(national_ids.drop_nulls().unique())], {"national_id": pl.String, "person_id": pl.Int64}
    )


def _placed(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    if found.is_empty():
        return rows.with_columns(
            pl.lit(None, kind).alias(name) for name, kind in found.schema.items() if name != "place"
        )
    return rows.with_row_index("place").join(found, on="place", how="left", maintain_order="left").drop("place")
