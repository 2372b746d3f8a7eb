"""Debtors and their contact points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from acuerdo.kernel.frames import read_frame
from acuerdo.portfolio.importing.values.national_ids import national_ids as read_national_ids
from acuerdo.portfolio.models import ContactPoint, Creditor, Debtor

_PEOPLE = """
    SELECT p.creditor_id, p.debtor_id, d.name, d.given_name, d.language, d.tone, d.country, d.region, d.time_zone,
           COALESCE((SELECT r.reference FROM portfolio_debtorreference r
                     WHERE r.debtor_id = d.id AND r.creditor_id = p.creditor_id ORDER BY r.id LIMIT 1), '') AS reference
    FROM (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[]) AS k(creditor_id, debtor_id)) p
    JOIN portfolio_debtor d ON d.id = p.debtor_id
"""
# The best point of each kind: active before unverified, mobile before fixed for phones, then the creditor's order.
_REACHABLE = """
    SELECT DISTINCT ON (c.debtor_id, c.kind) c.debtor_id, c.kind, c.id AS contact_point_id, c.value, c.is_mobile
    FROM portfolio_contactpoint c
    WHERE c.debtor_id = ANY(%s) AND c.kind = ANY(%s) AND c.status IN ('active', 'unverified')
      AND (NOT %s OR c.is_mobile)
    ORDER BY c.debtor_id, c.kind, c.status, c.is_mobile DESC, c.rank, c.id
"""


@dataclass(frozen=True, slots=True)
class ContactPointLine:
    """An address or number as the case page shows it."""

    id: int
    kind: str
    value: str
    is_mobile: bool
    status: str
    rank: int


def contact_points_of(*, debtor_id: int) -> tuple[ContactPointLine, ...]:
    """All contact points of a person, usable ones first."""
    rows = ContactPoint.objects.filter(debtor_id=debtor_id).order_by("status", "kind", "rank", "id")
    return tuple(
        ContactPointLine(*row) for row in rows.values_list("id", "kind", "value", "is_mobile", "status", "rank")
    )


def people(pairs: pl.DataFrame) -> pl.DataFrame:
    """Names, language, tone, place and customer number for each distinct pair (`creditor_id`, `debtor_id`)."""
    schema = dict.fromkeys(
        ("name", "given_name", "language", "tone", "country", "region", "time_zone", "reference"), pl.String
    )
    return read_frame(
        _PEOPLE,
        [pairs["creditor_id"].to_list(), pairs["debtor_id"].to_list()],
        schema={"creditor_id": pl.Int64, "debtor_id": pl.Int64, **schema},
    )


def names_of(*, debtor_ids: Sequence[int]) -> dict[int, str]:
    """The name of each of these people, for screens."""
    return dict(Debtor.objects.filter(pk__in=debtor_ids).values_list("pk", "name"))


def reachable_at(*, debtor_ids: Sequence[int], kinds: Sequence[str], mobile_only: bool = False) -> pl.DataFrame:
    """The contact point of each kind to use for each person.

    Columns `debtor_id`, `kind`, `contact_point_id`, `value`, `is_mobile`; persons without one are not in the answer.
    """
    return read_frame(
        _REACHABLE,
        [list(debtor_ids), list(kinds), mobile_only],
        schema={
            "debtor_id": pl.Int64,
            "kind": pl.String,
            "contact_point_id": pl.Int64,
            "value": pl.String,
            "is_mobile": pl.Boolean,
        },
    )


def debtors_by_reference(*, creditor_id: int, references: Sequence[str]) -> pl.DataFrame:
    """`reference` and `debtor_id` of a creditor's customers that are known."""
    return read_frame(
        # Each in the index, whatever the planner believes of a creditor whom its statistics do not know yet.
        "SELECT r.reference, r.debtor_id FROM unnest(%s::text[]) AS k(reference) CROSS JOIN LATERAL "
        "(SELECT * FROM portfolio_debtorreference WHERE creditor_id = %s AND reference = k.reference OFFSET 0) AS r",
        [list(references), creditor_id],
        schema={"reference": pl.String, "debtor_id": pl.Int64},
    )


def debtors_by_national_id(*, creditor_id: int, national_ids: Sequence[str]) -> pl.DataFrame:
    """`national_id` as it was asked for and `debtor_id` of a creditor's customers that are known by it.

    Read as the creditor's files are: signs and spaces do not matter, the country may be left out.
    """
    country = Creditor.objects.values_list("country", flat=True).get(pk=creditor_id)
    asked = pl.Series("national_id", national_ids, dtype=pl.String)
    pairs = pl.DataFrame({"asked": asked, "kept": read_national_ids(asked, country=country)}).drop_nulls()
    return read_frame(
        "SELECT k.asked AS national_id, d.id AS debtor_id FROM unnest(%s::text[], %s::text[]) AS k(asked, kept) "
        "CROSS JOIN LATERAL (SELECT id FROM portfolio_debtor "
        "WHERE national_id = k.kept AND national_id <> '' OFFSET 0) AS d "
        "WHERE EXISTS (SELECT FROM portfolio_debtorreference r WHERE r.debtor_id = d.id AND r.creditor_id = %s)",
        [pairs["asked"].to_list(), pairs["kept"].to_list(), creditor_id],
        schema={"national_id": pl.String, "debtor_id": pl.Int64},
    )
