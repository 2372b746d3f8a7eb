"""What came of each way of a step that draws people by lot."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from acuerdo.compliance.rules.packs import load_packs
from acuerdo.simulation.forecast_lines import lines_of
from acuerdo.simulation.forecasts import Forecast, simulate
from acuerdo.simulation.population import make_population
from acuerdo.simulation.trials import Trials
from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import compile_graph

START = date(2026, 6, 15)
TRIAL = """\
strategy: trial
start: entry
exit: [closed, paid]
steps:
  entry: {kind: entry, segment: {all: []}, next: draw}
  draw:
    kind: split_share
    shares:
    - {name: north, percent: 50}
    - {name: south, percent: 50}
    next: {north: trial, south: done}
  trial:
    kind: experiment
    arms:
    - {name: text, share: 50}
    - {name: mail, share: 50}
    hold_out: 30
    goal: clicked
    within: P5D
    next: {text: text, mail: mail, hold_out: done}
  text: {kind: message, channel: sms, template: x, next: {sent: done, not_allowed: done, no_contact_point: done}}
  mail: {kind: message, channel: email, template: x, next: {sent: done, not_allowed: done, no_contact_point: done}}
  done: {kind: end}
"""


def forecast(*, population: int = 4_000) -> Forecast:
    packs = load_packs(["es", "house"], today=START)
    graph = compile_graph(read_file(TRIAL).document)
    return simulate(graph, packs, population=population, days=12, seed=1, first_day=START)


@pytest.fixture(scope="module")
def found() -> Forecast:
    return forecast()


def test_every_way_of_every_draw_has_its_figures(found: Forecast):
    share, trial = found.trials
    text, mail, without = trial.ways

    assert [(each.step, each.kind, each.goal, each.against) for each in found.trials] == [
        ("draw", "split_share", "paid", "north"),
        ("trial", "experiment", "clicked", "hold_out"),
    ]
    assert [way.name for way in (*share.ways, *trial.ways)] == ["north", "south", "text", "mail", "hold_out"]
    assert sum(way.people for way in share.ways) == found.entered
    assert sum(way.people for way in trial.ways) == share.ways[0].people
    assert (text.contacts["email"], mail.contacts["sms"]) == (0, 0)
    assert without.contacts == {"email": 0, "sms": 0}
    assert text.contacts["sms"] + mail.contacts["email"] == sum(found.contacts.values())
    assert text.cost_cents == text.contacts["sms"] * 6
    assert (without.reached, without.cost_cents) == (0, 0)
    assert 0 < text.reached <= text.contacts["sms"]
    assert 0 < without.payers <= without.payments
    assert sum(way.payments for way in share.ways) <= found.payments
    assert sum(way.paid_cents for way in share.ways) <= found.paid_cents


def test_ways_are_compared_with_the_hold_out(found: Forecast):
    text, mail, without = found.trials[1].ways

    assert without.uplift is None
    for way in (text, mail):
        assert way.uplift is not None
        assert way.uplift.share is not None
        assert way.uplift.cents is not None
        assert way.uplift.share.value == pytest.approx(way.reached / way.people)
        assert 0 < way.uplift.share.low < way.uplift.share.value < way.uplift.share.high
        each, other = way.paid_cents / way.people, without.paid_cents / without.people
        assert way.uplift.cents.value == pytest.approx(each - other)
        assert way.uplift.cents.low < way.uplift.cents.value < way.uplift.cents.high


def test_people_are_told_in_a_table_and_programs_in_plain_values(found: Forecast):
    lines = "\n".join(lines_of(found))

    assert "trial (experiment): goal clicked within 5 days of being drawn" in lines
    assert "text against hold_out: clicked +" in lines
    assert asdict(found)["trials"][1]["ways"][0]["uplift"]["share"]["low"] > 0


def test_too_few_people_say_nothing_of_a_difference():
    lines = "\n".join(lines_of(forecast(population=1)))

    assert "too few people to say" in lines


def decisions(*drawn: tuple[int, str]) -> pl.DataFrame:
    rows = [(row, 1, name, name) for row, name in drawn]
    return pl.DataFrame(rows, schema={"row": pl.UInt32, "node": pl.Int16, "outlet": pl.String, "arm": pl.String},
                        orient="row")  # fmt: skip


def test_only_what_follows_the_first_draw_counts_and_goals_have_their_time():
    people = make_population(size=4, seed=1, today=START)
    trials = Trials(compile_graph(read_file(TRIAL.replace("goal: clicked", "goal: paid")).document), people)
    people.ints["paid_cents"][:], people.ints["sms_sent"][:] = 100, 2
    everybody, hour = np.arange(4), 3_600_000_000
    trial = [(0, "text"), (1, "text"), (2, "hold_out")]
    drawn = decisions(*trial).with_columns(pl.lit(2, dtype=pl.Int16).alias("node"))

    trials.draw(drawn, everybody, hour)
    people.ints["paid_cents"][:2] += 500
    people.ints["payments_count"][:2] += 1
    people.ints["sms_sent"][0] += 3
    trials.draw(drawn[:1], everybody, 2 * hour)
    pays = np.array([1, 0, 1, 1], dtype=np.int32) * WakeEvent.PAYMENT_RECORDED.bit
    trials.observe(everybody, pays, hour)
    late = timedelta(days=5) // timedelta(microseconds=1) + hour + 1
    trials.observe(everybody, np.full(4, WakeEvent.PAYMENT_RECORDED.bit, dtype=np.int32), late)
    text, mail, without = trials.figures()[1].ways

    assert (text.people, text.enrolments, text.contacts, text.paid_cents) == (2, 3, {"email": 0, "sms": 3}, 1_000)
    assert (text.payers, text.payments, text.reached) == (2, 2, 1)
    assert (without.people, without.paid_cents, without.reached) == (1, 0, 1)
    assert (mail.people, mail.uplift and mail.uplift.share) == (0, None)
