"""The real gate over a simulated population, asked once for each different situation.

The gate is a pure function that knows nothing of a person but what the question and the history say. So two people with
the same attributes and the same contacts within the gate's memory get the same answer, and asking for one of them is
asking for both. Among a million simulated debtors there are some thousands of different situations at any instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.rules.counting import reach_of
from acuerdo.compliance.rules.gate import judge
from acuerdo.compliance.rules.packs import Pack
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS
from acuerdo.compliance.rules.rule_book import rule_book
from acuerdo.simulation.population import Population, Rows
from acuerdo.simulation.stops import MICROSECONDS_A_DAY, NO_HOLD, REASONS, Holds

INSTANT = pl.Datetime("us", "UTC")
CODES = {str(channel): number for number, channel in enumerate(Channel)}
NAMES = pl.Series([str(channel) for channel in Channel], dtype=pl.String)
SLOTS = 8
NO_HOLDS: list[list[str]] = [[]]  # behind the holds of each reason


class SimulatedGate:
    """Asks `compliance.rules.gate.judge` and remembers every contact it allowed.

    Each person has some slots for their latest contacts: instant and channel. Slots grow when somebody's are all
    still within the gate's memory, so nothing that counts is ever forgotten.
    """

    def __init__(self, population: Population, packs: Sequence[Pack], holds: Holds, *, seed: int) -> None:
        self.population, self.packs, self.holds = population, tuple(packs), holds
        self.reach = reach_of(rule_book(self.packs))
        self.at = np.zeros((population.size, SLOTS), dtype=np.int64)
        self.channel = np.zeros((population.size, SLOTS), dtype=np.int8)
        self.next_slot = np.zeros(population.size, dtype=np.int16)
        self.mixers = np.random.default_rng([seed, 2]).integers(1, 2**63, 64, dtype=np.uint64) | np.uint64(1)
        self.asked = self.situations = 0
        self.counts: dict[str, int] = {}
        self.ledger: list[tuple[Rows, int, int]] = []
        population.computed["contact_dates"] = self._contact_dates

    def answer(self, intents: pl.DataFrame, *, now: datetime, now_us: int) -> pl.DataFrame:
        """Judge intents (one a person) and take down the allowed ones as contacts made."""
        rows = intents["debtor_id"].to_numpy()
        channel = intents["channel"].replace_strict(CODES, return_dtype=pl.Int8).to_numpy()
        recent = np.where(self.at[rows] > now_us - self.reach, self.at[rows] * 16 + self.channel[rows], 0)
        recent.sort(axis=1)
        _, first, place = np.unique(self._key(rows, channel, recent), return_index=True, return_inverse=True)
        questions = self._questions(rows[first], intents[first], now)
        told = judge(questions, self._history(recent[first]), self.packs)
        self.asked += len(rows)
        self.situations += len(first)
        answer = told.select("decision", "next_allowed_at")[place]
        self._take_down(rows, answer["decision"], channel, now_us)
        return answer

    def _key(self, rows: Rows, channel: npt.NDArray[np.int8], recent: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
        """One number for each situation (64-bit multiply-shift hash; two situations collide once in 10^19 pairs)."""
        people, mixers = self.population, self.mixers
        key: npt.NDArray[np.uint64] = people.codes["region"][rows].astype(np.uint64) * mixers[0]
        key += people.codes["time_zone"][rows].astype(np.uint64) * mixers[1]
        for number, flag in enumerate(("opted_out_email", "opted_out_sms", "is_ceased"), 2):
            key += people.ints[flag][rows].astype(np.uint64) * mixers[number]
        key += (self.holds.reason[rows] + 1).astype(np.uint64) * mixers[5]
        key += channel.astype(np.uint64) * mixers[6]
        for slot in range(recent.shape[1]):
            value = recent[:, slot].astype(np.uint64)
            key += (value ^ (value >> np.uint64(29))) * mixers[8 + slot % 56]
            key ^= key >> np.uint64(31)
        return key

    def _questions(self, rows: Rows, intents: pl.DataFrame, now: datetime) -> pl.DataFrame:
        people, size = self.population, len(rows)
        out = (
            people.ints["opted_out_email"][rows] * Channel.EMAIL.bit
            + people.ints["opted_out_sms"][rows] * Channel.SMS.bit
        )
        on_hold = self.holds.reason[rows] != NO_HOLD
        holds = pl.Series([[f"{reason}:*"] for reason in REASONS] + NO_HOLDS, dtype=pl.List(pl.String))
        zones = pl.Series([[zone] for zone in people.words["time_zone"].to_list()], dtype=pl.List(pl.String))
        return pl.DataFrame(
            {
                "question_id": np.arange(size),
                "person": np.arange(size),
                "zones": zones.gather(people.codes["time_zone"][rows]),
                "region": people.words["region"].gather(people.codes["region"][rows]),
                "opted_out": out.astype(np.uint32),
                "active_holds": holds.gather(np.where(on_hold, self.holds.reason[rows], len(REASONS))),
                "ceased": people.ints["is_ceased"][rows],
                "channel": intents["channel"],
                "purpose": intents["purpose"],
            }
        ).with_columns(
            pl.lit(now, dtype=INSTANT).alias("now"),
            pl.col("person").alias("debt"),
            pl.lit("debtor").alias("party"),
            # Addresses of a customer relationship: consent where a pack asks for it is taken as given.
            pl.lit(Channel.EMAIL.bit | Channel.SMS.bit, dtype=pl.UInt32).alias("consents"),
            pl.lit(None, dtype=pl.String).alias("hours_override"),
            pl.lit(value=True).alias("automated"),
        )

    def _history(self, recent: npt.NDArray[np.int64]) -> pl.DataFrame:
        person, slot = np.nonzero(recent)
        packed = recent[person, slot]
        size = len(person)
        return pl.DataFrame(
            {
                "person": person.astype(np.int64),
                "at": pl.Series(packed // 16).cast(INSTANT),
                "channel": NAMES.gather(packed % 16),
                "debt": person.astype(np.int64),
                "live": np.zeros(size, dtype=np.bool_),
                "direction": pl.Series(["out"]).new_from_index(0, size),
                "flags": pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, size),
                "purpose": pl.Series(["collection"]).new_from_index(0, size),
            },
            schema_overrides=HISTORY_COLUMNS,
        )

    def _take_down(self, rows: Rows, decision: pl.Series, channel: npt.NDArray[np.int8], now_us: int) -> None:
        for name, count in decision.value_counts().iter_rows():
            self.counts[name] = self.counts.get(name, 0) + count
        allowed = decision.is_in(["allow", "warn"]).to_numpy()
        made, channel = rows[allowed], channel[allowed]
        if not len(made):
            return
        slot = self.next_slot[made]
        if (self.at[made, slot] > now_us - self.reach).any():
            self._grow()
            slot = self.next_slot[made]
        self.at[made, slot] = now_us
        self.channel[made, slot] = channel
        self.next_slot[made] = (slot + 1) % self.at.shape[1]
        for code in np.unique(channel):
            self.ledger.append((made[channel == code], now_us, int(code)))

    def _contact_dates(self, rows: Rows) -> pl.Series:
        """Days of the latest contacts in order, as many as there are slots."""
        days = pl.Series((np.sort(self.at[rows], axis=1) // MICROSECONDS_A_DAY).astype(np.int32))
        return days.arr.to_list().list.eval(pl.element().filter(pl.element() > 0)).cast(pl.List(pl.Date))

    def _grow(self) -> None:
        size, slots = self.at.shape
        # Slots are a ring: bring everybody's oldest contact to the front before adding behind.
        turn = (np.arange(slots)[None, :] + self.next_slot[:, None]) % slots
        self.at = np.hstack([np.take_along_axis(self.at, turn, 1), np.zeros((size, SLOTS), dtype=np.int64)])
        self.channel = np.hstack([np.take_along_axis(self.channel, turn, 1), np.zeros((size, SLOTS), dtype=np.int8)])
        self.next_slot[:] = slots
