"""What simulated people lean to: the channel they like, and the hour of the day at which they look at messages.

No fact tells it but what a few of them said themselves (`contacts.preferred_channel`). What they do about messages
comes to show it in their records, as it does with real people.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from acuerdo.simulation.behaviour import CHANNELS, Fit
from acuerdo.simulation.population import Population, Rows, draw

LIKES_EMAIL = 0.45
TELLS_CHANNEL = 0.12
# Breakfast, lunch, after work: where they live. The clock of a simulation stops every three hours, so a message meant
# for an hour leaves up to three hours later.
HOURS, HOUR_SHARES = (9, 13, 19), (0.35, 0.25, 0.40)
NEAR_HOURS = 2
MINUTES_A_DAY = 24 * 60


class Leanings:
    """Draws what each person leans to; the same seed gives the same leanings."""

    def __init__(self, population: Population, *, seed: int) -> None:
        rng = np.random.default_rng([seed, 4])
        size = population.size
        self.likes = np.where(rng.random(size) < LIKES_EMAIL, CHANNELS.index("email"), CHANNELS.index("sms"))
        self.hour = np.array(HOURS, dtype=np.int64)[draw(rng, HOUR_SHARES, size)]
        told = rng.random(size) < TELLS_CHANNEL
        population.set_words("preferred_channel", ["", *CHANNELS], np.where(told, self.likes + 1, 0))
        self._zone = population.codes["time_zone"]
        self._zones = [ZoneInfo(name) for name in population.words["time_zone"]]

    def minutes(self, rows: Rows, now: datetime) -> npt.NDArray[np.int64]:
        """Minutes since midnight where these people live."""
        here = [now.astimezone(zone) for zone in self._zones]
        return np.array([each.hour * 60 + each.minute for each in here], dtype=np.int64)[self._zone[rows]]

    def fit(
        self,
        rows: Rows,
        channel: npt.NDArray[np.int8],
        minutes: npt.NDArray[np.int64],
        rng: np.random.Generator,
    ) -> Fit:
        """How messages that reach these people at that minute of their day fit them."""
        hour = self.hour[rows]
        looks = hour * 60 + rng.integers(0, 60, len(rows))
        away = np.abs((minutes // 60 - hour + 12) % 24 - 12)
        return Fit(
            channel=self.likes[rows] == channel, hour=away <= NEAR_HOURS, minutes=(looks - minutes) % MINUTES_A_DAY
        )
