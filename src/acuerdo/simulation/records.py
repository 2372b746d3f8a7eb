"""What simulated people did about messages, for the facts that say what suits them and how they behave.

The same rules as `cases.rules.suiting`, kept as running sums: a message is worth what the strongest answer to it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.cases.rules.suiting import LEAST_ACTS, LEAST_MESSAGES, PRIOR_MESSAGES, PRIOR_WORTH, WEIGHTS
from acuerdo.simulation.behaviour import CHANNELS, TONES, Answer
from acuerdo.simulation.past import Past
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
_REACTIONS = (Answer.OPENED, Answer.CLICKED, Answer.REPLIED)
# Of these every message has one at most, so that each counts once towards the hour.
_ACTS = (Answer.CLICKED, Answer.REPLIED)
HOURS = 24
LAST_EMAILS = 5  # as "opened of the last five e-mails" looks back
EMAIL = CHANNELS.index("email")


class Records:
    """Messages sent and what they were worth, by person and tone, by person and channel; hours of clicks and replies.

    What suits somebody is worked out when a rule or a step asks for it; only then are the messages of before drawn.
    """

    def __init__(self, population: Population, past: Past | None = None) -> None:
        size = population.size
        self._past = past
        self._tones, self._channels = _Column(size, TONES), _Column(size, CHANNELS)
        self._hours, self._acts = np.zeros(size * HOURS, dtype=np.int16), np.zeros(size, dtype=np.int16)
        # One bit for each of the last e-mails, the latest in the lowest place: whether it was opened.
        self._emails = np.zeros(size, dtype=np.int8)
        population.ints["ignored_messages"] = np.zeros(size, dtype=np.int64)
        self._ignored = population.ints["ignored_messages"]
        population.computed |= {
            "suiting_tone": self._after_past(self._tones.suits),
            "suiting_channel": self._after_past(self._channels.suits),
            "suiting_hour": self._after_past(self._suiting_hour),
            "opened_of_last_emails": self._opened_of_last_emails,
        }

    def sent(self, rows: Rows, *, tone: npt.NDArray[np.int8], channel: npt.NDArray[np.int8]) -> None:
        """These people were written to."""
        self._tones.sent(rows, tone)
        self._channels.sent(rows, channel)
        np.add.at(self._ignored, rows, 1)
        by_email = rows[channel == EMAIL]
        self._emails[by_email] = (self._emails[by_email] << 1) & (2**LAST_EMAILS - 1)

    def answered(self, answer: Answer, rows: Rows, hours: npt.NDArray[np.int8]) -> None:
        """These people answered the last message they got, at these hours where they live."""
        if answer in _REACTIONS:
            self._ignored[rows] = 0
        if answer in _ACTS:
            self._act(rows, hours)
        if answer is Answer.OPENED:
            self._emails[rows[self._channels.last(rows) == EMAIL]] |= 1
        if answer in _ADDS:
            self._tones.answered(rows, _ADDS[answer])
            self._channels.answered(rows, _ADDS[answer])

    def _act(self, rows: Rows, hours: npt.NDArray[np.int8]) -> None:
        np.add.at(self._hours, rows * HOURS + hours, np.int16(1))
        np.add.at(self._acts, rows, np.int16(1))

    def _after_past(self, work_out: Callable[[Rows], pl.Series]) -> Callable[[Rows], pl.Series]:
        def worked_out(rows: Rows) -> pl.Series:
            self._remember()
            return work_out(rows)

        return worked_out

    def _remember(self) -> None:
        past, self._past = self._past, None
        for each in past.rounds() if past else ():
            self._tones.remember(each.rows, each.tone, each.worth)
            self._channels.remember(each.rows, each.channel, each.worth)
            acted = each.hour >= 0
            self._act(each.rows[acted], each.hour[acted])

    def _suiting_hour(self, rows: Rows) -> pl.Series:
        """The hour at which they acted most often, of equals the earliest; none where they did too seldom."""
        hour = np.full(len(rows), -1, dtype=np.int64)
        told = np.flatnonzero(self._acts[rows] >= LEAST_ACTS)
        if len(told):
            hour[told] = self._hours.reshape(-1, HOURS)[rows[told]].argmax(axis=1)
        series = pl.Series(hour)
        return series.set(series < 0, None)

    def _opened_of_last_emails(self, rows: Rows) -> pl.Series:
        return pl.Series(np.bitwise_count(self._emails[rows]).astype(np.int64))


class _Column:
    """Counts and worth lie flat, person by person: NumPy adds at single places twenty times as fast there."""

    def __init__(self, size: int, choices: Sequence[str]) -> None:
        self._names = pl.Series([*choices, None], dtype=pl.String)
        self._choices = len(choices)
        self._count = np.zeros(size * len(choices), dtype=np.int16)
        self._worth = np.zeros(size * len(choices), dtype=np.int16)
        self._last = np.zeros(size, dtype=np.int8)
        self._has_answered = np.zeros(size, dtype=np.bool_)
        # What suited when it was asked last, and whose record has changed since. Nothing suits who never answered.
        self._best = np.full(size, len(choices), dtype=np.int8)
        self._is_stale = np.zeros(size, dtype=np.bool_)

    def sent(self, rows: Rows, choice: npt.NDArray[np.int8]) -> None:
        np.add.at(self._count, rows * self._choices + choice, np.int16(1))
        self._last[rows] = choice
        self._is_stale[rows] |= self._has_answered[rows]

    def answered(self, rows: Rows, worth: int) -> None:
        np.add.at(self._worth, rows * self._choices + self._last[rows], np.int16(worth))
        self._has_answered[rows] = self._is_stale[rows] = True

    def remember(self, rows: Rows, choice: npt.NDArray[np.int8], worth: npt.NDArray[np.int16]) -> None:
        """One message of before each, everybody once."""
        self._count[rows * self._choices + choice] += 1
        self._worth[rows * self._choices + choice] += worth
        told = rows[worth > 0]
        self._has_answered[told] = True
        self._is_stale[rows] |= self._has_answered[rows]

    def last(self, rows: Rows) -> npt.NDArray[np.int8]:
        """What was chosen for the last message."""
        return self._last[rows]

    def suits(self, rows: Rows) -> pl.Series:
        """The choice whose messages were worth most; none where nothing says more than knowing nothing."""
        told = rows[self._is_stale[rows]]
        if len(told):
            self._best[told] = self._work_out(told)
            self._is_stale[told] = False
        return self._names.gather(self._best[rows])

    def _work_out(self, rows: Rows) -> npt.NDArray[np.intp]:
        count = self._count.reshape(-1, self._choices)[rows].astype(np.int64)
        worth = self._worth.reshape(-1, self._choices)[rows].astype(np.int64)
        per_message = 10 * (worth + PRIOR_MESSAGES * PRIOR_WORTH) // (count + PRIOR_MESSAGES)
        per_message[(count < LEAST_MESSAGES) | (per_message <= PRIOR_WORTH * 10)] = 0
        return np.where(per_message.max(axis=1) > 0, per_message.argmax(axis=1), self._choices)
