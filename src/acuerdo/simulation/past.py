"""What people who owed before had done about this creditor's messages by the first day.

They answer by the same script as later; of each message only its strongest answer and the hour of a click or reply
count, because a record keeps no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acuerdo.cases.rules.suiting import WEIGHTS
from acuerdo.simulation.behaviour import CHANNELS, KINDS, TONES, Script
from acuerdo.simulation.leanings import Leanings
from acuerdo.simulation.population import Population, Rows

# About the earlier debt everybody got up to so many messages, all numbers being equally likely.
MOST_MESSAGES = 12
WAKING_HOURS = (8, 22)
NO_HOUR = -1


@dataclass(frozen=True, slots=True)
class Round:
    """One message each to some people, everybody once: its tone and channel, what it was worth, and the hour at which
    they acted upon it or NO_HOUR.
    """

    rows: Rows
    tone: npt.NDArray[np.int8]
    channel: npt.NDArray[np.int8]
    worth: npt.NDArray[np.int16]
    hour: npt.NDArray[np.int8]


class Past:
    """Draws the messages of before; the same seed gives the same past."""

    def __init__(self, population: Population, leanings: Leanings, script: Script, *, seed: int) -> None:
        self._people, self._leanings, self._script, self._seed = population, leanings, script, seed
        habits = [script.habits[kind] for kind in KINDS]
        self._opens = np.array([each.opens for each in habits])
        self._clicks = np.array([each.clicks for each in habits])
        self._pays = np.array([each.pays + each.pays_part for each in habits])
        self._promises = np.array([each.promises for each in habits])
        self._replies = np.array([each.replies for each in habits])
        self._tone_helps = np.array([script.tone_helps.get(kind, (1.0, 1.0, 1.0)) for kind in KINDS])

    def rounds(self) -> Iterator[Round]:
        """Message after message: the first of everybody, then the second of those who had one, and so on."""
        rng = np.random.default_rng([self._seed, 6])
        facts = self._people.ints
        # Whoever can be reached now could be then.
        rows = np.flatnonzero((facts["cured_debts"] > 0) & (facts["has_email"] | facts["has_mobile"]))
        many = rng.integers(0, MOST_MESSAGES + 1, len(rows))
        for number in range(MOST_MESSAGES):
            here = rows[many > number]
            channel = np.where(facts["has_email"][here] & (rng.random(len(here)) < 0.5), 0, 1)
            channel[~facts["has_mobile"][here]] = 0
            tone = rng.integers(0, len(TONES), len(here), dtype=np.int8)
            yield self._answered(here, tone, channel.astype(np.int8), rng)

    def _answered(
        self, rows: Rows, tone: npt.NDArray[np.int8], channel: npt.NDArray[np.int8], rng: np.random.Generator
    ) -> Round:
        who, script, size = self._people.person[rows], self._script, len(rows)
        help_ = self._tone_helps[who, tone]
        likes = np.array(script.liking_helps)[(self._leanings.likes[rows] == channel).astype(np.int8)]
        on = np.array([script.opens_on[name] for name in CHANNELS])[channel]
        opened = rng.random(size) < self._opens[who] * on * help_ * likes
        on = np.array([script.clicks_on[name] for name in CHANNELS])[channel]
        clicked = opened & (rng.random(size) < self._clicks[who] * on * help_)
        way = rng.random(size)
        pays, replies = self._pays[who], self._replies[who]
        paid = clicked & (way < pays)
        answered = np.where(clicked, way < pays + self._promises[who], opened & (way < replies))
        worth = opened * WEIGHTS["opened"]
        for strongest, kind in ((clicked, "clicked"), (answered, "answered"), (paid, "paid")):
            worth[strongest] = WEIGHTS[kind]
        hour = np.where(
            rng.random(size) < script.keeps_hour, self._leanings.hour[rows], rng.integers(*WAKING_HOURS, size)
        )
        acted = clicked | answered
        return Round(rows, tone, channel, worth.astype(np.int16), np.where(acted, hour, NO_HOUR).astype(np.int8))
