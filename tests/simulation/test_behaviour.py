"""The script of chances by which simulated people act."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from acuerdo.simulation.behaviour import KINDS, SCRIPT, PersonKind, days_until_unasked


def test_days_until_somebody_pays_unasked_are_those_of_a_chance_every_day():
    chances = {PersonKind.FORGETFUL: 0.0, PersonKind.WILLING: 1.0, PersonKind.STRUGGLING: 0.2, PersonKind.AVOIDING: 0.5}
    habits = {kind: replace(SCRIPT.habits[kind], pays_unasked=chance) for kind, chance in chances.items()}
    person = np.repeat(np.arange(len(KINDS), dtype=np.int8), 20_000)

    found = days_until_unasked(
        person=person, days=4, rng=np.random.default_rng(1), script=replace(SCRIPT, habits=habits)
    )

    for kind, chance in chances.items():
        shares = np.bincount(found[person == KINDS.index(kind)], minlength=5) / 20_000
        expected = [chance * (1 - chance) ** day for day in range(4)]
        np.testing.assert_allclose(shares, [*expected, 1 - sum(expected)], atol=0.02)
