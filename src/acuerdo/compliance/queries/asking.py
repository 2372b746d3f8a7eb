"""Intents made into questions for the gate: where people are, what they allow, what stops them, what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from acuerdo.compliance.enums import Channel, Purpose
from acuerdo.compliance.rules.places import candidate_zones
from acuerdo.compliance.rules.points import Masks, masks_at, purpose_of
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS, INSTANT
from acuerdo.kernel.frames import read_columns, read_frame
from acuerdo.portfolio.queries.places import places_of

_PERMISSIONS = """
    SELECT debtor_id, consents, opted_out, marketing_consents, marketing_opted_out,
           CASE WHEN points = '{}' THEN '' ELSE points::text END, is_ceased, COALESCE(hours_override::text, '')
    FROM compliance_contactpermission WHERE debtor_id = ANY(%s)
"""
_HOLDS = """
    SELECT debtor_id AS person, creditor_id AS of_creditor, event FROM compliance_hold
    WHERE debtor_id = ANY(%(debtors)s) AND lifted_at IS NULL AND placed_at <= %(now)s
      AND (until IS NULL OR until > %(now)s)
"""
# What was released was never made; reserved and uncertain count like made.
_HISTORY = """
    SELECT debtor_id, at, channel, debt_id, is_live, direction, flags::text, purpose FROM compliance_contact
    WHERE debtor_id = ANY(%(debtors)s) AND at > %(since)s AND status <> 'released' AND id <> ALL(%(own)s)
    ORDER BY debtor_id, at
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions in the order of the intents, and the past contacts of their people."""

    questions: pl.DataFrame
    history: pl.DataFrame


def ask(intents: pl.DataFrame, *, sectors: Mapping[int, str], now: datetime, reach: timedelta) -> Asked:
    """Make questions of intents: debtor_id, creditor_id, channel, purpose; optional debt_id, automated, contact_id,
    contact_point_id.

    `contact_id` is an intent's own reservation, which does not count against it. With a contact point what was said of
    that very address binds, without one what holds for the channel. `reach`: how far back contacts count. `sectors`:
    of each creditor among the intents. The questions keep `creditor_id`.
    """
    people = intents["debtor_id"].unique().to_list()
    questions = (
        intents.with_row_index("question_id")
        .select(
            pl.col("question_id").cast(pl.Int64),
            pl.lit(now, dtype=INSTANT).alias("now"),
            pl.col("debtor_id").alias("person"),
            "creditor_id",
            _optional(intents, "debt_id", pl.Int64).alias("debt"),
            "channel",
            pl.lit("debtor").alias("party"),
            "purpose",
            _optional(intents, "automated", pl.Boolean).alias("automated"),
            _optional(intents, "contact_point_id", pl.Int64).alias("point"),
        )
        .join(_places(people), on="person", how="left", maintain_order="left")
        .join(_permissions(people), on="person", how="left", maintain_order="left")
        .join(_holds(people, sectors, now), on=("person", "creditor_id"), how="left", maintain_order="left")
        .with_columns(_for_purpose("consents"), _for_purpose("opted_out"), pl.col("ceased").fill_null(value=False))
    )
    questions = _at_their_points(questions).drop("point", "points", "marketing_consents", "marketing_opted_out")
    own = intents["contact_id"].drop_nulls().to_list() if "contact_id" in intents.columns else []
    return Asked(questions=questions, history=past_contacts(people, since=now - reach, without=own))


def past_contacts(people: Sequence[int], *, since: datetime, without: Sequence[int] = ()) -> pl.DataFrame:
    """Contacts of these people that count, in the columns of the gate's history, by person and time."""
    found = read_columns(
        _HISTORY,
        {"debtors": list(people), "since": since, "own": list(without)},
        schema={**HISTORY_COLUMNS, "flags": pl.String},
    )
    if found["flags"].eq("[]").all():
        return found.with_columns(pl.lit([], dtype=pl.List(pl.String)).alias("flags"))
    return found.with_columns(pl.col("flags").str.json_decode(pl.List(pl.String)))


def _for_purpose(mask: str) -> pl.Expr:
    of_marketing = pl.col("purpose") == Purpose.MARKETING.value
    return pl.when(of_marketing).then(f"marketing_{mask}").otherwise(mask).fill_null(0).alias(mask)


def _at_their_points(questions: pl.DataFrame) -> pl.DataFrame:
    """Follow what people said of single addresses; few ever do, so these questions are looked at one by one."""
    about_one = questions.filter(pl.col("point").is_not_null() & (pl.col("points") != ""))
    if about_one.is_empty():
        return questions
    rows = [(row["question_id"], *_bound(row)) for row in about_one.iter_rows(named=True)]
    schema = {"question_id": pl.Int64, "consents": pl.UInt32, "opted_out": pl.UInt32}
    return questions.update(pl.DataFrame(rows, schema=schema, orient="row"), on="question_id")


def _bound(asked: Mapping[str, Any]) -> tuple[int, int]:
    found = masks_at(
        wishes=json.loads(asked["points"]),
        point=str(asked["point"]),
        purpose=purpose_of(asked["purpose"]),
        bit=Channel(asked["channel"]).bit,
        masks=Masks(asked["consents"], asked["opted_out"]),
    )
    return found.consents, found.opted_out


def _optional(frame: pl.DataFrame, name: str, kind: Any) -> pl.Expr:
    return pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind)


def _places(people: list[int]) -> pl.DataFrame:
    known = places_of(debtor_ids=people)
    different = known.select("time_zone", "country", "region").unique()
    zones = [list(candidate_zones(**row)) for row in different.iter_rows(named=True)]
    different = different.with_columns(pl.Series("zones", zones, dtype=pl.List(pl.String)))
    return known.join(different, on=("time_zone", "country", "region")).select(
        pl.col("debtor_id").alias("person"), "zones", pl.col("region").replace("", None)
    )


def _permissions(people: list[int]) -> pl.DataFrame:
    found = read_columns(
        _PERMISSIONS,
        [people],
        schema={
            "person": pl.Int64,
            "consents": pl.UInt32,
            "opted_out": pl.UInt32,
            "marketing_consents": pl.UInt32,
            "marketing_opted_out": pl.UInt32,
            "points": pl.String,
            "ceased": pl.Boolean,
            "hours_override": pl.String,
        },
    )
    # Kept as json: a text in it stands in quotes, which the gate's reader takes off.
    return found.with_columns(pl.col("hours_override").replace("", None))


def _holds(people: list[int], sectors: Mapping[int, str], now: datetime) -> pl.DataFrame:
    """Active holds by person and creditor, each `event:sector`; one for all creditors stands at each of them."""
    schema = {"person": pl.Int64, "of_creditor": pl.Int64, "event": pl.String}
    found = read_frame(_HOLDS, {"debtors": people, "now": now}, schema=schema).cast(schema)  # type: ignore[arg-type]
    creditors = pl.DataFrame(
        {"creditor_id": list(sectors), "sector": list(sectors.values())},
        schema={"creditor_id": pl.Int64, "sector": pl.String},
    )
    return (
        found.join(creditors, how="cross")
        .filter(pl.col("of_creditor").is_null() | (pl.col("of_creditor") == pl.col("creditor_id")))
        .group_by("person", "creditor_id")
        .agg(pl.format("{}:{}", "event", "sector").sort().alias("active_holds"))
    )
