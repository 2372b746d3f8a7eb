"""What a simulation found: contacts, money with its interval, verdicts, breaches, time."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from acuerdo.compliance.rules.packs import Pack
from acuerdo.simulation.behaviour import SCRIPT, Script
from acuerdo.simulation.comparing import Z_95
from acuerdo.simulation.own_facts import with_own_facts
from acuerdo.simulation.population import make_population
from acuerdo.simulation.replaying import find_breaches
from acuerdo.simulation.trials import TrialFigures, cost_cents
from acuerdo.simulation.world import SimulatedWorld
from acuerdo.strategies.rules.graph import Graph


@dataclass(frozen=True, slots=True)
class Forecast:
    """The result of a simulation. Money is in cents; the interval says how far chance alone moves the sum (95 %).

    `trials` has one entry for each step that draws people by lot.
    """

    population: int
    days: int
    seed: int
    entered: int
    steps: int
    contacts: dict[str, int]
    answers: dict[str, int]
    tasks: int
    effects: dict[str, int]
    cost_cents: int
    outcomes: dict[str, int]
    owed_cents: int
    paid_cents: int
    paid_interval_cents: tuple[int, int]
    unasked_cents: int
    forgiven_cents: int
    payments: int
    verdicts: dict[str, int]
    situations: int
    breaches: int
    trials: tuple[TrialFigures, ...]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def simulate(
    graph: Graph,
    packs: Sequence[Pack],
    *,
    population: int,
    days: int,
    seed: int,
    first_day: date,
    script: Script = SCRIPT,
) -> Forecast:
    """Run a strategy on synthetic debtors from `first_day`; the same arguments give the same forecast.

    Uses the production interpreter and gate. `seconds` covers everything from making the people to the replay. Own
    facts that nobody declared are presumed; raises `CannotPresume`.
    """
    started = time.perf_counter()
    graph = with_own_facts(graph)
    people = make_population(size=population, seed=seed, today=first_day)
    owed, before = int(people.ints["balance_cents"].sum()), people.ints["paid_cents"].copy()
    world = SimulatedWorld(graph, people, packs, first_day=first_day, days=days, seed=seed, script=script)
    world.run()
    paid = people.ints["paid_cents"] - before
    total = int(paid.sum())
    spread = Z_95 * float(np.std(paid)) * math.sqrt(population)
    breaches = find_breaches(world.gate.ledger, people, world.people.stopped, world.holds.log(), packs)
    done = dict(world.doing.counts)
    return Forecast(
        population=population,
        days=days,
        seed=seed,
        entered=world.entries,
        steps=world.steps,
        contacts=dict(world.people.sent),
        answers=dict(world.people.seen),
        tasks=done.pop("tasks"),
        effects=done,
        cost_cents=cost_cents(world.people.sent),
        outcomes=dict(sorted(world.outcomes.items())),
        owed_cents=owed,
        paid_cents=total,
        paid_interval_cents=(max(0, round(total - spread)), round(total + spread)),
        unasked_cents=world.people.unasked_cents,
        forgiven_cents=world.people.forgiven_cents,
        payments=world.people.payments,
        verdicts=dict(sorted(world.gate.counts.items())),
        situations=world.gate.situations,
        breaches=breaches,
        trials=world.trials.figures(),
        seconds=round(time.perf_counter() - started, 3),
    )
