"""Plans of simulated people: instalments, and what is told when one is missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from acuerdo.compliance.rules.packs import load_packs
from acuerdo.simulation.behaviour import SCRIPT, Habits
from acuerdo.simulation.plans import MONTH, Plans
from acuerdo.simulation.population import NO_DATE, make_population
from acuerdo.simulation.world import SimulatedWorld
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import compile_graph

START = date(2026, 6, 15)
# Whoever clicks promises, and nobody keeps it.
PROMISING = Habits(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
MISSED = """\
strategy: missed
start: entry
exit: [closed]
steps:
  entry: {kind: entry, segment: {all: []}, next: plan}
  plan: {kind: offer, offer: plan, instalments: 3, valid_for: P20D, next: text}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: listen, not_allowed: done, no_contact_point: done}
  listen:
    kind: wait_event
    events: [promise_broken, instalment_missed]
    timeout: P40D
    next: {promise_broken: broken, instalment_missed: missed, timeout: done}
  broken: {kind: end, outcome: broken}
  missed: {kind: end, outcome: missed}
  done: {kind: end}
"""


def outcomes(text: str) -> dict[str, int]:
    """What became of a hundred people in a month."""
    people = make_population(size=100, seed=1, today=START)
    script = replace(SCRIPT, habits=dict.fromkeys(SCRIPT.habits, PROMISING))
    packs = load_packs(["es", "house"], today=START)
    world = SimulatedWorld(
        compile_graph(read_file(text).document), people, packs, first_day=START, days=30, seed=1, script=script
    )
    world.run()
    return world.outcomes


def test_instalments_are_equal_parts_of_what_is_owed_and_a_missed_one_is_in_the_rest():
    facts = make_population(size=2, seed=1, today=START)
    plans, rows = Plans(facts), np.array([0, 1])
    facts.ints["balance_cents"][rows] = 10_000
    plans.offer(rows[:1], np.array([3]))
    plans.agree(rows[:1])

    assert plans.is_on(rows).tolist() == [True, False]
    assert plans.due_cents(rows).tolist() == [3_334, 10_000]
    plans.go_on(rows, day=100)
    assert facts.dates["open_promise_date"][rows].tolist() == [100 + MONTH, NO_DATE]
    assert plans.due_cents(rows).tolist() == [5_000, 10_000]
    plans.go_on(rows, day=100 + MONTH)
    plans.go_on(rows, day=100 + 2 * MONTH)
    assert plans.is_on(rows).tolist() == [False, False]
    assert facts.dates["open_promise_date"][rows].tolist() == [NO_DATE, NO_DATE]


def test_missed_instalment_is_told_as_such_and_a_broken_promise_as_that():
    with_plan = outcomes(MISSED)
    without = outcomes(MISSED.replace("next: plan", "next: text", 1))

    assert (with_plan["missed"] > 10, with_plan["broken"]) == (True, 0)
    assert (without["broken"] > 10, without["missed"]) == (True, 0)
