"""Carrying out what a pass decided, in memory: the counterpart of writing it into PostgreSQL."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import polars as pl

from acuerdo.simulation.people import MINUTE, People
from acuerdo.simulation.stops import ENDLESS
from acuerdo.strategies.enums import HoldReason, WakeEvent
from acuerdo.strategies.rules.interpreter import Outcome
from acuerdo.strategies.rules.kinds import EFFECTS


class Doing:
    """Carries out outcomes on people and counts what was done, by the names of `kinds.EFFECTS`, and tasks."""

    def __init__(self, people: People) -> None:
        self.people, self.facts = people, people.population
        self.counts = dict.fromkeys(("tasks", *EFFECTS), 0)

    def carry_out(self, outcome: Outcome, *, tick: int, today: date) -> None:
        """Do everything but the moves. Effects come first: what is written may speak of an offer just made."""
        for name, effects in outcome.effects.items():
            self.counts[name] += effects.height
        self._offer(outcome.effects.get("offers"))
        self._hold(outcome.effects.get("holds"))
        self._release(outcome.effects.get("releases"))
        self._set_facts(outcome.effects.get("custom_values"))
        if outcome.tasks is not None:
            self.counts["tasks"] += outcome.tasks.height
            np.add.at(self.facts.ints["open_tasks"], outcome.tasks["case_id"].to_numpy(), 1)
        if outcome.intents is not None:
            self.people.receive(outcome.intents, tick, today)

    def _offer(self, offers: pl.DataFrame | None) -> None:
        for (kind,), made in () if offers is None else offers.group_by("kind", maintain_order=True):
            rows = made["debtor_id"].to_numpy()
            self.people.plans.offer(rows, made["instalments"].fill_null(1).to_numpy())
            self.people.offers.make(
                rows,
                str(kind),
                discount=made["discount_percent"].fill_null(0).to_numpy(),
                until_us=made["expires_at"].dt.timestamp("us").to_numpy(),
            )

    def _hold(self, holds: pl.DataFrame | None) -> None:
        for (reason,), placed in () if holds is None else holds.group_by("reason", maintain_order=True):
            stopped = self.people.holds.place(
                placed["debtor_id"].to_numpy(),
                str(reason),
                # From the next minute on: what left in this very pass left before it.
                now_us=self.people.now_us + MINUTE,
                until_us=placed["until"].dt.timestamp("us").fill_null(ENDLESS).to_numpy(),
            )
            self.people.wakes.tell(stopped, WakeEvent.HOLD_PLACED.bit)

    def _release(self, releases: pl.DataFrame | None) -> None:
        for (reason,), lifted in () if releases is None else releases.group_by("reason", maintain_order=True):
            rows = lifted["debtor_id"].to_numpy()
            free = self.people.holds.lift(rows, str(HoldReason(str(reason))), now_us=self.people.now_us)
            self.people.wakes.tell(free, WakeEvent.HOLD_LIFTED.bit)

    def _set_facts(self, values: pl.DataFrame | None) -> None:
        for (key, value), written in () if values is None else values.group_by("key", "value", maintain_order=True):
            self.facts.set_own(str(key), json.loads(str(value)), written["debtor_id"].to_numpy())
