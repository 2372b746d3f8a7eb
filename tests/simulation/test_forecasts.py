"""Strategies on synthetic debtors: the same twice, lawful, and the same code as production."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from acuerdo.compliance.rules.packs import load_packs
from acuerdo.simulation.behaviour import SCRIPT
from acuerdo.simulation.forecasts import Forecast, simulate
from acuerdo.simulation.population import make_population
from acuerdo.simulation.replaying import find_breaches
from acuerdo.simulation.world import SimulatedWorld
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import Graph, compile_graph
from tests.strategies.test_file_form import FRIENDLY

START = date(2026, 6, 15)
LOUD = """\
strategy: loud
start: entry
exit: [closed, paid]
steps:
  entry: {kind: entry, segment: {all: []}, next: text}
  text:
    kind: message
    channel: sms
    template: reminder
    next: {sent: rest, not_allowed: rest, no_contact_point: mail}
  rest:
    kind: wait_event
    events: [link_clicked, promise_made]
    timeout: PT3H
    next: {link_clicked: mail, promise_made: mail, timeout: mail}
  mail:
    kind: message
    channel: email
    template: reminder
    tone: firm
    next: {sent: later, not_allowed: later, no_contact_point: later}
  later: {kind: wait, until: '10:00', next: text}
"""


def graph(text: str = LOUD) -> Graph:
    return compile_graph(read_file(text).document)


@cache
def forecast(*, population: int = 1_500, days: int = 15, seed: int = 1) -> Forecast:
    packs = load_packs(["es", "house"], today=START)
    return simulate(graph(), packs, population=population, days=days, seed=seed, first_day=START)


def test_same_seed_gives_the_same_forecast():
    assert replace(forecast.__wrapped__(), seconds=0) == replace(forecast(), seconds=0)


def test_other_seed_gives_other_people():
    assert forecast(seed=2).owed_cents != forecast().owed_cents


def test_gate_keeps_a_loud_strategy_lawful():
    found = forecast()

    assert found.breaches == 0
    assert found.verdicts["defer"] > found.population
    assert sum(found.contacts.values()) == found.verdicts["allow"]
    # At most three written contacts in seven days, over fifteen days.
    assert sum(found.contacts.values()) <= 9 * found.population


def test_replay_finds_what_a_gate_without_the_pack_lets_through():
    people = make_population(size=300, seed=1, today=START)
    lax = load_packs(["house"], today=START)
    world = SimulatedWorld(graph(), people, lax, first_day=START, days=8, seed=1)
    world.run()

    spanish = load_packs(["es", "house"], today=START)

    assert find_breaches(world.gate.ledger, people, world.people.stopped, world.holds.log(), lax) == 0
    assert find_breaches(world.gate.ledger, people, world.people.stopped, world.holds.log(), spanish) > 300


def test_ledger_and_counts_agree():
    people = make_population(size=400, seed=3, today=START)
    before = people.ints["paid_cents"].copy()
    world = SimulatedWorld(graph(), people, load_packs(["es", "house"], today=START), first_day=START, days=10, seed=3)
    world.run()

    made = sum(len(rows) for rows, _, _ in world.gate.ledger)

    assert made == sum(world.people.sent.values()) == int(people.ints["messages_sent"].sum())
    assert (people.ints["balance_cents"] + people.ints["paid_cents"] - before == people.ints["original_cents"]).all()
    assert (people.ints["balance_cents"] >= 0).all()


def test_nobody_is_written_to_after_paying_stopping_or_disputing():
    people = make_population(size=2_000, seed=4, today=START)
    eager = replace(SCRIPT, habits={kind: replace(h, opts_out=0.3, disputes=0.2) for kind, h in SCRIPT.habits.items()})
    packs = load_packs(["es", "house"], today=START)
    world = SimulatedWorld(graph(), people, packs, first_day=START, days=20, seed=4, script=eager)
    world.run()

    held, since, _, _ = world.holds.log()
    disputed = dict(zip(held.tolist(), since.tolist(), strict=True))
    late = sum(
        int((world.people.stopped["email" if channel == 7 else "sms"][rows] < at).sum())
        + sum(disputed.get(person, at) < at for person in rows.tolist())
        for rows, at, channel in world.gate.ledger
    )

    assert people.ints["is_disputed"].sum() > 10
    assert late == 0


def test_interval_narrows_with_the_population():
    def width(found: Forecast) -> float:
        low, high = found.paid_interval_cents
        return (high - low) / found.paid_cents

    assert width(forecast(population=4_000)) < width(forecast(population=400))


def test_every_contact_of_a_person_is_remembered():
    people = make_population(size=50, seed=5, today=START)
    world = SimulatedWorld(
        graph(), people, load_packs(["us-regf", "house"], today=START), first_day=START, days=30, seed=5
    )
    world.run()

    per_person = np.zeros(50, dtype=int)
    for rows, _, _ in world.gate.ledger:
        per_person[rows] += 1
    told = people.facts(["behaviour.contacts_30_days"], np.arange(50), today=START + timedelta(days=29))

    assert told["behaviour.contacts_30_days"].to_list() == per_person.tolist()
    assert per_person.max() > 8


@pytest.mark.parametrize("size", [1, 2])
def test_smallest_populations_work(size: int):
    assert forecast(population=size, days=1).population == size


def test_file_of_the_handbook_simulates():
    packs = load_packs(["es", "house"], today=START)

    assert simulate(graph(FRIENDLY), packs, population=100, days=2, seed=1, first_day=START).breaches == 0
