"""Steps that change what later steps look at: a hold, an offer, a fact. Whatever follows must see the change."""

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import polars as pl

from acuerdo.strategies.rules.kinds import STAY, ConfigT, Context, Kind, Rows, Step


class Act(Kind[ConfigT]):
    """Acts on whoever arrives and lets them go in the next pass, which follows at once with fresh facts.

    Without that pause a hold would not stop the message right behind it: the gate and the facts of a pass are those of
    its beginning.
    """

    waiting = True
    acts = True

    @abstractmethod
    def effects(self, rows: Rows, config: ConfigT, ctx: Context) -> Mapping[str, pl.DataFrame]:
        """Say what is to be done for a whole group."""

    def outlets(self, config: ConfigT) -> tuple[str, ...]:
        return ("next",)

    def takes_time(self, config: ConfigT) -> bool:
        return False

    def step(self, rows: Rows, config: ConfigT, ctx: Context) -> Step:
        size = len(rows.at)
        if not rows.arrived:
            return Step(outlet=np.zeros(size, dtype=np.int8))
        return Step(
            outlet=np.full(size, STAY, dtype=np.int8),
            due=np.full(size, ctx.now_us, dtype=np.int64),
            effects=self.effects(rows, config, ctx),
        )
