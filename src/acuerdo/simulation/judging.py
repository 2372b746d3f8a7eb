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
from acuerdo.simulation.behaviour import CHANNELS
from acuerdo.simulation.contacts import Contacts, Numbers, distinct
from acuerdo.simulation.population import Population, Rows, places_of
from acuerdo.simulation.stops import MICROSECONDS_A_DAY, NO_HOLD, REASONS, Holds
from acuerdo.strategies.rules.kinds import by_value

INSTANT = pl.Datetime("us", "UTC")
CODES = {str(channel): number for number, channel in enumerate(Channel)}
NAMES = pl.Series([str(channel) for channel in Channel], dtype=pl.String)
SENT_ON = np.array([CODES[name] for name in CHANNELS], dtype=np.int8)
NO_HOLDS: list[list[str]] = [[]]  # behind the holds of each reason


class SimulatedGate:
    """Asks `compliance.rules.gate.judge` and remembers every contact it allowed."""

    def __init__(self, population: Population, packs: Sequence[Pack], holds: Holds) -> None:
        self.population, self.packs, self.holds = population, tuple(packs), holds
        self.reach = reach_of(rule_book(self.packs))
        self.contacts = Contacts(population.size)
        codes, regions = population.codes, len(population.words["region"])
        self._place = (codes["time_zone"] * regions + codes["region"]).astype(np.int64)
        self.asked = self.situations = 0
        self.counts: dict[str, int] = {}
        self.ledger: list[tuple[Rows, int, int]] = []
        population.computed["contact_dates"] = self._contact_dates

    def answer(self, intents: pl.DataFrame, *, now: datetime, now_us: int) -> pl.DataFrame:
        """Judge intents (one a person) and take down the allowed ones as contacts made."""
        rows = intents["debtor_id"].to_numpy()
        channel = SENT_ON[places_of(intents["channel"], CHANNELS)]
        some, which = self._situations(rows, channel, since=now_us - self.reach)
        questions = self._questions(rows[some], intents[some], now)
        told = judge(questions, self._history(rows[some], since=now_us - self.reach), self.packs)
        answers = told.select("decision", "next_allowed_at")
        self.asked += len(rows)
        self.situations += len(some)
        self._take_down(rows, channel, answers["decision"], which, now_us)
        return answers[which]

    def _situations(self, rows: Rows, channel: npt.NDArray[np.int8], *, since: int) -> tuple[Rows, Numbers]:
        """A place in `rows` for each different situation, and for each place the number of its situation."""
        people = self.population
        key = self._place[rows]
        for flag in ("opted_out_email", "opted_out_sms", "is_ceased"):
            key = key * 2 + people.ints[flag][rows]
        key = (key * (len(REASONS) + 1) + self.holds.reason[rows] - NO_HOLD) * len(CODES) + channel
        _, attributes = distinct(key)
        some, record = distinct(self.contacts.of[rows].astype(np.int64))
        recent = np.zeros(len(some), dtype=np.int64)
        for at, code in self.contacts.back(self.contacts.of[rows[some]], since=since):
            _, contact = distinct(np.where(at > since, (at - since) * len(CODES) + code, 0))
            _, recent = distinct(recent * (contact.max(initial=0) + 1) + contact)
        return distinct(recent[record] * (attributes.max(initial=0) + 1) + attributes)

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

    def _history(self, rows: Rows, *, since: int) -> pl.DataFrame:
        person, at, code = self.contacts.listed(self.contacts.of[rows], since=since)
        size = len(person)
        return pl.DataFrame(
            {
                "person": person,
                "at": pl.Series(at).cast(INSTANT),
                "channel": NAMES.gather(code),
                "debt": person,
                "live": np.zeros(size, dtype=np.bool_),
                "direction": pl.Series(["out"]).new_from_index(0, size),
                "flags": pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, size),
                "purpose": pl.Series(["collection"]).new_from_index(0, size),
            },
            schema_overrides=HISTORY_COLUMNS,
        )

    def _take_down(
        self, rows: Rows, channel: npt.NDArray[np.int8], decision: pl.Series, which: Numbers, now_us: int
    ) -> None:
        for name, count in zip(decision, np.bincount(which, minlength=len(decision)).tolist(), strict=True):
            self.counts[name] = self.counts.get(name, 0) + count
        allowed = decision.is_in(["allow", "warn"]).to_numpy()
        at = np.flatnonzero(allowed[which])
        made, channel = rows[at], channel[at]
        self.contacts.add(made, channel, now_us)
        for code, part in by_value(channel):
            self.ledger.append((made[part], now_us, code))

    def _contact_dates(self, rows: Rows) -> pl.Series:
        """Days of all contacts in order."""
        some, which = distinct(self.contacts.of[rows].astype(np.int64))
        record, at, _ = self.contacts.listed(self.contacts.of[rows[some]])
        # A row without a day for each record, because some have no contact.
        made = pl.DataFrame(
            {"record": np.arange(len(some)), "day": pl.Series([None], dtype=pl.Int32).new_from_index(0, len(some))}
        )
        days = pl.DataFrame({"record": record, "day": (at // MICROSECONDS_A_DAY).astype(np.int32)})
        lists = pl.concat([made, days]).group_by("record", maintain_order=True).agg(pl.col("day").drop_nulls().sort())
        return lists["day"].cast(pl.List(pl.Date)).gather(which)
