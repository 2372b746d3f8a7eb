"""What simulated people did about messages in each tone and on each channel, for the facts that say what suits them.

The same rule as `cases.rules.suiting`, kept as running sums: a message is worth what the strongest answer to it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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
    """Messages sent and what they were worth, by person and tone, and by person and channel."""

    def __init__(self, population: Population) -> None:
        self._columns = {
            "suiting_tone": _Column(population.size, len(TONES)),
            "suiting_channel": _Column(population.size, len(CHANNELS)),
        }
        self._population = population
        population.set_words("suiting_tone", [*TONES, ""], np.full(population.size, len(TONES)))
        population.set_words("suiting_channel", [*CHANNELS, ""], np.full(population.size, len(CHANNELS)))

    def sent(self, rows: Rows, *, tone: npt.NDArray[np.int8], channel: npt.NDArray[np.int8]) -> None:
        """These people were written to."""
        self._columns["suiting_tone"].sent(rows, tone)
        self._columns["suiting_channel"].sent(rows, channel)

    def answered(self, answer: Answer, rows: Rows) -> None:
        """These people answered the last message they got."""
        if answer not in _ADDS:
            return
        for name, column in self._columns.items():
            np.add.at(column.worth, (rows, column.last[rows]), _ADDS[answer])
            self._population.codes[name][rows] = column.suits(rows)


class _Column:
    def __init__(self, size: int, choices: int) -> None:
        self.count = np.zeros((size, choices), dtype=np.int16)
        self.worth = np.zeros((size, choices), dtype=np.int16)
        self.last = np.zeros(size, dtype=np.int8)

    def sent(self, rows: Rows, choice: npt.NDArray[np.int8]) -> None:
        np.add.at(self.count, (rows, choice), 1)
        self.last[rows] = choice

    def suits(self, rows: Rows) -> npt.NDArray[np.int8]:
        """The choice whose messages were worth most; one behind the last where nothing says more than the average."""
        count, worth = self.count[rows].astype(np.int64), self.worth[rows].astype(np.int64)
        per_message = 10 * (worth + PRIOR_MESSAGES * PRIOR_WORTH) // (count + PRIOR_MESSAGES)
        per_message[(count < LEAST_MESSAGES) | (per_message <= PRIOR_WORTH * 10)] = 0
        best: npt.NDArray[np.int8] = per_message.argmax(axis=1).astype(np.int8)
        best[per_message.max(axis=1) == 0] = count.shape[1]
        return best
