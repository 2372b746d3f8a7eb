"""What a message needs to know of people, creditors and debts: names, addresses, brands, rows of the debt table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from acuerdo.kernel.frames import read_columns, read_frame
from acuerdo.portfolio.rules import printed_phone

_FITS = "CASE w.channel WHEN 'email' THEN p.kind = 'email' WHEN 'sms' THEN p.kind = 'phone' AND p.is_mobile END"
_PEOPLE = f"""
    SELECT p.id AS contact_point_id, p.value AS address, d.language AS debtor_language, d.tone AS debtor_tone,
           NULLIF(d.given_name, '') AS given_name, d.name, r.reference
    FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[], %(points)s::bigint[], %(channels)s::text[])
        WITH ORDINALITY AS w(debtor_id, creditor_id, point_id, channel, place)
    LEFT JOIN portfolio_debtor d ON d.id = w.debtor_id
    LEFT JOIN LATERAL (
        SELECT p.id FROM portfolio_contactpoint p
        WHERE w.point_id IS NULL AND p.debtor_id = w.debtor_id AND p.status = 'active' AND {_FITS}
        ORDER BY p.rank, p.id LIMIT 1
    ) best ON true
    LEFT JOIN portfolio_contactpoint p
        ON p.id = COALESCE(w.point_id, best.id) AND p.debtor_id = w.debtor_id AND p.status = 'active' AND {_FITS}
    LEFT JOIN LATERAL (
        SELECT reference FROM portfolio_debtorreference r
        WHERE r.debtor_id = w.debtor_id AND r.creditor_id = w.creditor_id ORDER BY r.id LIMIT 1
    ) r ON true
    ORDER BY w.place
"""  # noqa: S608 - composed of constants only
_PEOPLE_SCHEMA = {
    "contact_point_id": pl.Int64,
    "address": pl.String,
    "debtor_language": pl.String,
    "debtor_tone": pl.String,
    "debtor.given_name": pl.String,
    "debtor.name": pl.String,
    "debtor.reference": pl.String,
}
_BRANDS = """
    SELECT id AS "creditor_id", name AS "creditor.name", legal_name AS "creditor.legal_name", phone AS "creditor.phone",
           website AS "creditor.website", postal_address AS "creditor.postal_address",
           privacy_url AS "creditor.privacy_url", brand_colour AS "creditor.brand_colour",
           language AS "creditor_language"
    FROM portfolio_creditor WHERE id = ANY(%(ids)s)
"""
_BRAND_SCHEMA = {
    "creditor_id": pl.Int64,
    "creditor.name": pl.String,
    "creditor.legal_name": pl.String,
    "creditor.phone": pl.String,
    "creditor.website": pl.String,
    "creditor.postal_address": pl.String,
    "creditor.privacy_url": pl.String,
    "creditor.brand_colour": pl.String,
    "creditor_language": pl.String,
}
_DEBTS = """
    SELECT d.debtor_id, d.creditor_id, d.reference, d.due_date,
           d.principal_cents + d.interest_cents + d.fees_cents AS balance_cents, d.currency
    FROM portfolio_debt d
    JOIN (SELECT DISTINCT * FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[])) AS w(debtor_id, creditor_id)
      ON d.debtor_id = w.debtor_id AND d.creditor_id = w.creditor_id
    WHERE d.status = 'open'
    ORDER BY d.debtor_id, d.due_date, d.id
"""
_OWED = (
    pl.struct("reference", "due_date", "balance_cents").alias("debts"),
    pl.col("balance_cents").sum().alias("owed_cents"),
    pl.col("currency").first().alias("debt.currency"),
)
_DEBT_SCHEMA = {
    "debtor_id": pl.Int64,
    "creditor_id": pl.Int64,
    "reference": pl.String,
    "due_date": pl.Date,
    "balance_cents": pl.Int64,
    "currency": pl.String,
}


def recipients(contacts: pl.DataFrame) -> pl.DataFrame:
    """Add to contacts (debtor_id, creditor_id, channel, contact_point_id or null) what their texts need.

    Adds address (null: no active contact point of the channel; a contact point named must still be active), the
    languages and tone preferred, names, the creditor's brand, and `debts`: open ones, oldest first. Rows in order.
    """
    people = read_columns(
        _PEOPLE,
        {
            "debtors": contacts["debtor_id"].to_list(),
            "creditors": contacts["creditor_id"].to_list(),
            "points": contacts["contact_point_id"].to_list(),
            "channels": contacts["channel"].to_list(),
        },
        schema=_PEOPLE_SCHEMA,
    )
    brands = read_frame(_BRANDS, {"ids": list(set(contacts["creditor_id"].to_list()))}, schema=_BRAND_SCHEMA)
    phones = pl.Series("creditor.phone", [printed_phone(each or "") for each in brands["creditor.phone"]], pl.String)
    return (
        contacts[[name for name in contacts.columns if name != "contact_point_id"]]
        .hstack([*people])
        .join(brands.with_columns_seq(phones), on="creditor_id", how="left", maintain_order="left")
        .join(open_debts(contacts), on=["debtor_id", "creditor_id"], how="left", maintain_order="left")
    )


def open_debts(pairs: pl.DataFrame) -> pl.DataFrame:
    """Open debts of (debtor_id, creditor_id): `debts` (reference, due_date, balance_cents), owed_cents, debt.currency.

    Pairs that owe nothing have no row.
    """
    found = read_columns(
        _DEBTS,
        {"debtors": pairs["debtor_id"].to_list(), "creditors": pairs["creditor_id"].to_list()},
        schema=_DEBT_SCHEMA,
    )
    return found.group_by("debtor_id", "creditor_id", maintain_order=True).agg(_OWED)


def senders(creditor_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """For each creditor: name, e-mail address it writes from, SMS sender name."""
    rows = read_columns(
        "SELECT id, name, sender_email, sms_sender FROM portfolio_creditor WHERE id = ANY(%(ids)s)",
        {"ids": sorted(set(creditor_ids))},
        schema={"id": pl.Int64, "name": pl.String, "email": pl.String, "sms": pl.String},
    )
    return {row[0]: (row[1], row[2] or "", row[3] or "") for row in rows.iter_rows()}


def active_points(point_ids: Sequence[int]) -> set[int]:
    """Those of these contact points that may still be written to."""
    sql = "SELECT id FROM portfolio_contactpoint WHERE id = ANY(%s) AND status = 'active'"
    return set(read_frame(sql, [list(point_ids)])["id"].to_list())
