"""Daily ceilings of a strategy: contacts and cost. Whoever is beyond them has their turn when the next day begins."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import polars as pl

from acuerdo.strategies.nodes.entry import Ceiling
from acuerdo.strategies.rules.kinds import INSTANT, Judge

# What a contact costs, in thousandths of a cent: usual list prices, until a creditor has its own.
PRICES_MILLIS: Mapping[str, int] = {"email": 50, "sms": 6_000}
MILLIS = 1_000  # in a cent


class CeilingJudge:
    """A judge that allows no more than the ceiling leaves: it asks `judge` in portions that surely fit.

    `contacts` and `cost_millis` count what was used today, by earlier passes and by this one. Those beyond the ceiling
    are not judged at all: they are deferred to `next_day`, so no place in the contact ledger is reserved for them.
    """

    def __init__(self, judge: Judge, ceiling: Ceiling, *, contacts: int, cost_millis: int, next_day: datetime) -> None:
        self._judge, self._ceiling, self._next_day = judge, ceiling, next_day
        self.contacts, self.cost_millis = contacts, cost_millis

    def __call__(self, intents: pl.DataFrame) -> pl.DataFrame:
        """Answer row by row, the first rows first, as the judge behind it does."""
        prices = intents["channel"].replace_strict(PRICES_MILLIS, return_dtype=pl.Int64).to_numpy()
        parts, start = [], 0
        while size := self._room(prices[start:]):
            portion = slice(start, start + size)
            answers = self._judge(intents[portion])
            allowed = answers["decision"].is_in(["allow", "warn"]).to_numpy()
            self.contacts += int(allowed.sum())
            self.cost_millis += int(prices[portion][allowed].sum())
            parts.append(answers)
            start += size
        # Nobody fits: an empty question still tells which columns an answer has.
        told = pl.concat(parts or [self._judge(intents.head(0))])
        return pl.concat([told, self._deferred(intents.height - start)], how="diagonal")

    def _room(self, prices: np.ndarray) -> int:
        """How many of the rows to come surely fit."""
        size = len(prices)
        if self._ceiling.contacts_per_day is not None:
            size = min(size, max(0, self._ceiling.contacts_per_day - self.contacts))
        if self._ceiling.cost_per_day is not None:
            left = self._ceiling.cost_per_day * MILLIS - self.cost_millis
            size = min(size, int(np.searchsorted(np.cumsum(prices), left, side="right")))
        return size

    def _deferred(self, size: int) -> pl.DataFrame:
        return pl.DataFrame(
            {"decision": ["defer"] * size, "next_allowed_at": [self._next_day] * size},
            schema={"decision": pl.String, "next_allowed_at": INSTANT},
        )
