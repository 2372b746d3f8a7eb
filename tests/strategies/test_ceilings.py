"""Daily ceilings: no more contacts or cost than the day has left, and no place reserved for the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from acuerdo.strategies.nodes.entry import Ceiling
from acuerdo.strategies.rules.ceilings import CeilingJudge
from acuerdo.strategies.rules.kinds import INSTANT

TOMORROW = datetime(2026, 6, 16, tzinfo=UTC)


class Gate:
    """Refuses people with odd numbers, and remembers whom it was asked about."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def judge(self, intents: pl.DataFrame) -> pl.DataFrame:
        self.asked.append(intents["debtor_id"].to_list())
        odd = pl.col("debtor_id") % 2 == 1
        return intents.select(
            pl.when(odd).then(pl.lit("deny")).otherwise(pl.lit("allow")).alias("decision"),
            pl.lit(None, dtype=INSTANT).alias("next_allowed_at"),
            pl.col("debtor_id").alias("verdict_id"),
        )


def judged(people: list[int], *, contacts: int = 0, cost_millis: int = 0, channel: str = "sms", **most: Any):
    gate = Gate()
    judge = CeilingJudge(gate.judge, Ceiling(**most), contacts=contacts, cost_millis=cost_millis, next_day=TOMORROW)
    intents = pl.DataFrame(
        {"debtor_id": people, "channel": [channel] * len(people)},
        schema={"debtor_id": pl.Int64, "channel": pl.String},
    )
    return judge(intents), judge, gate


@pytest.mark.parametrize(
    ("people", "used", "decisions", "asked"),
    [
        ([2, 4, 6], 0, ["allow", "allow", "defer"], [[2, 4]]),
        # The refused leave their places to those behind them.
        ([1, 2, 3, 4, 6], 0, ["deny", "allow", "deny", "allow", "defer"], [[1, 2], [3], [4]]),
        ([1, 3, 5], 0, ["deny", "deny", "deny"], [[1, 3], [5]]),
        ([2, 4], 1, ["allow", "defer"], [[2]]),
        ([2, 4], 2, ["defer", "defer"], [[]]),
        ([2, 4], 9, ["defer", "defer"], [[]]),
    ],
)
def test_no_more_contacts_than_the_day_has_left(
    people: list[int], used: int, decisions: list[str], asked: list[list[int]]
):
    answers, judge, gate = judged(people, contacts=used, contacts_per_day=2)

    assert answers["decision"].to_list() == decisions
    assert answers["next_allowed_at"].to_list() == [TOMORROW if each == "defer" else None for each in decisions]
    assert answers["verdict_id"].to_list() == [
        None if each == "defer" else person for person, each in zip(people, decisions, strict=True)
    ]
    assert gate.asked == asked
    assert judge.contacts == used + decisions.count("allow")


@pytest.mark.parametrize(("channel", "allowed", "cost"), [("sms", 2, 12_000), ("email", 4, 200)])
def test_cost_counts_what_a_channel_costs(channel: str, allowed: int, cost: int):
    answers, judge, _gate = judged([2, 4, 6, 8], channel=channel, cost_per_day=14)

    assert (answers["decision"] == "allow").sum() == allowed
    assert judge.cost_millis == cost


def test_without_ceilings_everybody_is_asked_at_once():
    answers, _judge, gate = judged([1, 2, 4])

    assert answers["decision"].to_list() == ["deny", "allow", "allow"]
    assert gate.asked == [[1, 2, 4]]
