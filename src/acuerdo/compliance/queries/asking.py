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
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS
from acuerdo.kernel.frames import instant, read_columns

# Everything that stands about the person of each intent, in the order of the intents.
_STANDING = """
    SELECT COALESCE(d.time_zone, ''), COALESCE(d.country, ''), NULLIF(d.region, ''),
           p.consents, p.opted_out, p.marketing_consents, p.marketing_opted_out,
           CASE WHEN p.points <> '{}' THEN p.points::text END, p.is_ceased, p.hours_override::text,
           (SELECT string_agg(h.event, chr(31) ORDER BY h.event) FROM compliance_hold h
            WHERE h.debtor_id = asked.person AND h.lifted_at IS NULL AND h.placed_at <= %(now)s
              AND (h.until IS NULL OR h.until > %(now)s)
              AND (h.creditor_id IS NULL OR h.creditor_id = asked.creditor))
    FROM unnest(%(people)s::bigint[], %(creditors)s::bigint[]) WITH ORDINALITY AS asked(person, creditor, place)
    LEFT JOIN portfolio_debtor d ON d.id = asked.person
    LEFT JOIN compliance_contactpermission p ON p.debtor_id = asked.person
    ORDER BY asked.place
"""
_STANDING_COLUMNS = {
    "time_zone": pl.String,
    "country": pl.String,
    "region": pl.String,
    "consents": pl.UInt32,
    "opted_out": pl.UInt32,
    "marketing_consents": pl.UInt32,
    "marketing_opted_out": pl.UInt32,
    "points": pl.String,
    "ceased": pl.Boolean,
    # Kept as json: a text in it stands in quotes, which the gate's reader takes off.
    "hours_override": pl.String,
    "holds": pl.String,
}
# What was released was never made; reserved and uncertain count like made.
_HISTORY = """
    SELECT debtor_id, at, channel, debt_id, is_live, direction, NULLIF(flags::text, '[]'), purpose
    FROM compliance_contact
    WHERE debtor_id = ANY(%(debtors)s) AND at > %(since)s AND status <> 'released' AND id <> ALL(%(own)s::bigint[])
    ORDER BY debtor_id, at
"""


def _for_purpose(mask: str) -> pl.Expr:
    of_marketing = pl.col("purpose") == Purpose.MARKETING.value
    return pl.when(of_marketing).then(f"marketing_{mask}").otherwise(mask).fill_null(0).alias(mask)


# Made once: to make them takes longer than what they do to a small frame.
_OPTIONAL: dict[str, Any] = {"debt_id": pl.Int64, "automated": pl.Boolean, "contact_point_id": pl.Int64}
_UNTOLD = {name: pl.lit(None, dtype=kind).alias(name) for name, kind in _OPTIONAL.items()}
_NO_FLAGS = pl.lit([], dtype=pl.List(pl.String)).alias("flags")
_QUESTION = (
    pl.int_range(pl.len(), dtype=pl.Int64).alias("question_id"),
    pl.col("debtor_id").alias("person"),
    pl.col("creditor_id"),
    pl.col("debt_id").alias("debt"),
    pl.col("contact_point_id"),
    pl.col("channel"),
    pl.lit("debtor").alias("party"),
    pl.col("purpose"),
    pl.col("automated"),
    pl.col("zones"),
    pl.col("region"),
    _for_purpose("consents"),
    _for_purpose("opted_out"),
    pl.col("ceased").fill_null(value=False),
    pl.col("hours_override"),
    pl.col("active_holds"),
)


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
    of each creditor among the intents. The questions keep `creditor_id` and `contact_point_id`.
    """
    known = read_columns(
        _STANDING,
        {"people": intents["debtor_id"].to_list(), "creditors": intents["creditor_id"].to_list(), "now": now},
        schema=_STANDING_COLUMNS,
    )
    asked = intents.select_seq(
        "debtor_id",
        "creditor_id",
        "channel",
        "purpose",
        *(pl.col(name).cast(kind) if name in intents.columns else _UNTOLD[name] for name, kind in _OPTIONAL.items()),
    ).hstack([*known, _zones(known), _holds(known["holds"], asked_by=intents["creditor_id"], sectors=sectors)])
    questions = asked.select_seq(instant(now).alias("now"), *_QUESTION)
    own = intents["contact_id"].drop_nulls().to_list() if "contact_id" in intents.columns else []
    history = past_contacts(list(set(intents["debtor_id"].to_list())), since=now - reach, without=own)
    return Asked(questions=_at_their_points(questions, asked), history=history)


def past_contacts(people: Sequence[int], *, since: datetime, without: Sequence[int] = ()) -> pl.DataFrame:
    """Contacts of these people that count, in the columns of the gate's history, by person and time."""
    found = read_columns(
        _HISTORY,
        {"debtors": list(people), "since": since, "own": list(without)},
        schema={**HISTORY_COLUMNS, "flags": pl.String},
    )
    if found["flags"].null_count() == found.height:
        return found.with_columns_seq(_NO_FLAGS)
    return found.with_columns(pl.col("flags").fill_null("[]").str.json_decode(pl.List(pl.String)))


def _at_their_points(questions: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Follow what people said of single addresses; few ever do, so these questions are looked at one by one."""
    if asked["points"].null_count() == asked.height or asked["contact_point_id"].null_count() == asked.height:
        return questions
    masks = [
        _masks_at(row) if row["points"] and row["contact_point_id"] is not None else (row["consents"], row["opted_out"])
        for row in questions.select("purpose", "channel", "contact_point_id", "consents", "opted_out")
        .hstack(asked.select("points"))
        .iter_rows(named=True)
    ]
    return questions.with_columns(
        pl.Series("consents", [each[0] for each in masks], dtype=pl.UInt32),
        pl.Series("opted_out", [each[1] for each in masks], dtype=pl.UInt32),
    )


def _masks_at(asked: Mapping[str, Any]) -> tuple[int, int]:
    found = masks_at(
        wishes=json.loads(asked["points"]),
        point=str(asked["contact_point_id"]),
        purpose=purpose_of(asked["purpose"]),
        bit=Channel(asked["channel"]).bit,
        masks=Masks(asked["consents"], asked["opted_out"]),
    )
    return found.consents, found.opted_out


def _zones(known: pl.DataFrame) -> pl.Series:
    """The zones each person may be in: worked out once for each different place."""
    numbers: dict[tuple[str, str, str | None], int] = {}
    places = zip(*(known[name].to_list() for name in ("time_zone", "country", "region")), strict=True)
    which = [numbers.setdefault(place, len(numbers)) for place in places]
    zones = [
        list(candidate_zones(time_zone=time_zone, country=country, region=region or ""))
        for time_zone, country, region in numbers
    ]
    return pl.Series("zones", zones, dtype=pl.List(pl.String))[which]


def _holds(events: pl.Series, *, asked_by: pl.Series, sectors: Mapping[int, str]) -> pl.Series:
    """Active holds of each question, each `event:sector` of the creditor that asks; null where there are none."""
    if events.null_count() == len(events):
        return pl.Series("active_holds", [None] * len(events), dtype=pl.List(pl.String))
    held = [
        [f"{event}:{sectors[creditor_id]}" for event in joined.split("\x1f")] if joined else None
        for joined, creditor_id in zip(events.to_list(), asked_by.to_list(), strict=True)
    ]
    return pl.Series("active_holds", held, dtype=pl.List(pl.String))
