"""What simulated people did about messages in each tone and on each channel, for the facts that say what suits them.

The same rule as `cases.rules.suiting`, kept as running sums: a message is worth what the strongest answer to it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.cases.rules.suiting import LEAST_MESSAGES, PRIOR_MESSAGES, PRIOR_WORTH, WEIGHTS
from acuerdo.simulation.behaviour import CHANNELS, TONES, Answer
from acuerdo.simulation.population import Population, Rows

# What an answer adds to the worth of its message: answers come in this order, each stronger than those before it.
_ADDS = {
    Answer.OPENED: WEIGHTS["opened"],
    Answer.CLICKED: WEIGHTS["clicked"] - WEIGHTS["opened"],
    Answer.REPLIED: WEIGHTS["answered"] - WEIGHTS["opened"],
    Answer.PROMISED: WEIGHTS["answered"] - WEIGHTS["clicked"],
    Answer.PAID: WEIGHTS["paid"] - WEIGHTS["clicked"],
    Answer.PAID_PART: WEIGHTS["paid"] - WEIGHTS["clicked"],
}


class Records:
    """Messages sent and what they were worth, by person and tone, and by person and channel.

    What suits somebody is worked out when a rule or a step asks for it.
    """

    def __init__(self, population: Population) -> None:
        self._tones, self._channels = _Column(population.size, TONES), _Column(population.size, CHANNELS)
        population.computed["suiting_tone"] = self._tones.suits
        population.computed["suiting_channel"] = self._channels.suits

    def sent(self, rows: Rows, *, tone: npt.NDArray[np.int8], channel: npt.NDArray[np.int8]) -> None:
        """These people were written to."""
        self._tones.sent(rows, tone)
        self._channels.sent(rows, channel)

    def answered(self, answer: Answer, rows: Rows) -> None:
        """These people answered the last message they got."""
        if answer in _ADDS:
            self._tones.answered(rows, _ADDS[answer])
            self._channels.answered(rows, _ADDS[answer])


class _Column:
    """Counts and worth lie flat, person by person: NumPy adds at single places twenty times as fast there."""

    def __init__(self, size: int, choices: Sequence[str]) -> None:
        self._names = pl.Series([*choices, None], dtype=pl.String)
        self._choices = len(choices)
        self._count = np.zeros(size * len(choices), dtype=np.int16)
        self._worth = np.zeros(size * len(choices), dtype=np.int16)
        self._last = np.zeros(size, dtype=np.int8)
        self._has_answered = np.zeros(size, dtype=np.bool_)

    def sent(self, rows: Rows, choice: npt.NDArray[np.int8]) -> None:
        np.add.at(self._count, rows * self._choices + choice, np.int16(1))
        self._last[rows] = choice

    def answered(self, rows: Rows, worth: int) -> None:
        np.add.at(self._worth, rows * self._choices + self._last[rows], np.int16(worth))
        self._has_answered[rows] = True

    def suits(self, rows: Rows) -> pl.Series:
        """The choice whose messages were worth most; none where nothing says more than knowing nothing."""
        best = np.full(len(rows), self._choices, dtype=np.int8)
        told = np.flatnonzero(self._has_answered[rows])  # nothing can suit whoever never answered
        if len(told):
            best[told] = self._best(rows[told])
        return self._names.gather(best)

    def _best(self, rows: Rows) -> npt.NDArray[np.intp]:
        count = self._count.reshape(-1, self._choices)[rows].astype(np.int64)
        worth = self._worth.reshape(-1, self._choices)[rows].astype(np.int64)
        per_message = 10 * (worth + PRIOR_MESSAGES * PRIOR_WORTH) // (count + PRIOR_MESSAGES)
        per_message[(count < LEAST_MESSAGES) | (per_message <= PRIOR_WORTH * 10)] = 0
        return np.where(per_message.max(axis=1) > 0, per_message.argmax(axis=1), self._choices)
