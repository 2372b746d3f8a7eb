"""What simulated people do when a message comes, and what it changes in their facts."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.simulation.agenda import Agenda, Masks, Wakes
from acuerdo.simulation.behaviour import (
    ANSWERS,
    CHANNELS,
    PLAN,
    TONES,
    Answer,
    Answers,
    Script,
    answers_to,
    days_until_unasked,
    keeps_promise,
)
from acuerdo.simulation.leanings import Leanings
from acuerdo.simulation.past import Past
from acuerdo.simulation.plans import Plans
from acuerdo.simulation.population import EPOCH, Population, Rows, places_of
from acuerdo.simulation.records import Records
from acuerdo.simulation.stops import DISPUTE, MICROSECONDS_A_DAY, Holds, Offers
from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.rules.kinds import by_value

Coming = tuple[Rows, npt.NDArray[np.int8], npt.NDArray[np.float64], npt.NDArray[np.int16], npt.NDArray[np.int8]]
"""Answers to come at a tick: who, which (place in ANSWERS), share of what is owed, days until, hour where they live."""

MINUTE = 60_000_000
START = datetime(1970, 1, 1, tzinfo=UTC)
NOT_STOPPED = np.iinfo(np.int64).max
SMALLEST_PAYMENT = 500  # cents: nobody pays less by card
CODE = {answer: number for number, answer in enumerate(ANSWERS)}

# What each answer tells the strategy.
WAKES = {
    Answer.DELIVERED: WakeEvent.MESSAGE_DELIVERED,
    Answer.BOUNCED: WakeEvent.MESSAGE_BOUNCED,
    Answer.OPENED: WakeEvent.MESSAGE_OPENED,
    Answer.CLICKED: WakeEvent.LINK_CLICKED,
    Answer.PAID: WakeEvent.PAYMENT_RECORDED,
    Answer.PAID_PART: WakeEvent.PAYMENT_RECORDED,
    Answer.PROMISED: WakeEvent.PROMISE_MADE,
    Answer.REPLIED: WakeEvent.REPLIED,
    Answer.OPTED_OUT: WakeEvent.OPTED_OUT,
    Answer.DISPUTED: WakeEvent.DISPUTE_OPENED,
}
# Facts that count or date an answer.
COUNTS = {
    Answer.OPENED: ("messages_opened", "last_opened_date"),
    Answer.CLICKED: ("links_clicked", "last_clicked_date"),
    Answer.REPLIED: ("replies", "last_replied_date"),
    Answer.BOUNCED: ("bounces", None),
}


class People:
    """Schedules answers by tick and carries them out on the population; money is added up as it comes."""

    def __init__(
        self,
        population: Population,
        instants: npt.NDArray[np.int64],
        holds: Holds,
        wakes: Wakes,
        *,
        seed: int,
        script: Script,
    ) -> None:
        self.population, self.instants, self.script = population, instants, script
        self.leanings = Leanings(population, seed=seed)
        self.holds, self.offers, self.plans = holds, Offers(population), Plans(population)
        self.records = Records(population, Past(population, self.leanings, script, seed=seed))
        self.rng = np.random.default_rng([seed, 3])
        self.coming: dict[int, list[Coming]] = defaultdict(list)
        self.wakes = wakes
        self.last_channel = np.zeros(population.size, dtype=np.int8)
        self.sent: dict[str, int] = dict.fromkeys(CHANNELS, 0)
        self.seen: dict[str, int] = dict.fromkeys(map(str, ANSWERS), 0)
        self.unasked_cents = self.payments = self.forgiven_cents = 0
        self.first_day = self.day = int(instants[0] // MICROSECONDS_A_DAY)
        self.unasked = self._draw_unasked(seed)
        # By minute from the first instant, the first tick at or after it; at last one beyond all.
        minutes = (instants - instants[0]) // MINUTE
        self.tick_at = np.searchsorted(minutes, np.arange(minutes[-1] + 2)).astype(np.int16)
        # When each person stopped contact on a channel (µs since 1970): what the replay goes by.
        self.stopped = {name: np.full(population.size, NOT_STOPPED) for name in CHANNELS}

    def _draw_unasked(self, seed: int) -> Agenda:
        """By day, who pays without being asked."""
        size, days = self.population.size, int(self.instants[-1] // MICROSECONDS_A_DAY) - self.first_day + 1
        unasked, rng = Agenda(size, days), np.random.default_rng([seed, 7])
        unasked.put(
            np.arange(size),
            days_until_unasked(person=self.population.person, days=days, rng=rng, script=self.script),
        )
        return unasked

    def receive(self, intents: pl.DataFrame, tick: int, today: date) -> None:
        """Messages go out: count them and let everybody decide what they will do about them."""
        rows = intents["debtor_id"].to_numpy()
        channel = places_of(intents["channel"], CHANNELS)
        tone = places_of(intents["tone"], TONES)
        facts = self.population
        # Two steps in a row may write to the same person at once.
        np.add.at(facts.ints["messages_sent"], rows, 1)
        facts.dates["last_sent_date"][rows] = (today - EPOCH).days
        for number, (name, column) in enumerate(zip(CHANNELS, ("emails_sent", "sms_sent"), strict=True)):
            on = rows[channel == number]
            np.add.at(facts.ints[column], on, 1)
            self.sent[name] += len(on)
        self.last_channel[rows] = channel
        self.records.sent(rows, tone=tone, channel=channel)
        minutes = self.leanings.minutes(rows, START + timedelta(microseconds=int(self.instants[tick])))
        answers = answers_to(
            person=facts.person[rows],
            channel=channel,
            tone=tone,
            offer=self.offers.kind[rows],
            rng=self.rng,
            script=self.script,
            fit=self.leanings.fit(rows, channel, minutes, self.rng),
        )
        self._schedule(rows, answers, minutes, tick)

    def _schedule(self, rows: Rows, answers: Answers, minutes: npt.NDArray[np.int64], tick: int) -> None:
        hours = ((minutes[answers.message] + answers.minutes) // 60 % 24).astype(np.int8)
        sent = (self.instants[tick] - self.instants[0]) // MINUTE
        ticks = self.tick_at[np.clip(sent + answers.minutes, 0, len(self.tick_at) - 1)]
        for due, part in by_value(np.maximum(ticks, np.int16(tick + 1))):
            if due < len(self.instants):
                told = (answers.answer[part], answers.share[part], answers.days[part], hours[part])
                self.coming[due].append((rows[answers.message[part]], *told))

    def begin_day(self, today: date) -> None:
        """Some pay without being asked; promises of today are kept or broken."""
        facts, self.day = self.population, (today - EPOCH).days
        payers = self.unasked.take(self.day - self.first_day)
        payers = payers[facts.ints["balance_cents"][payers] > 0]
        self.unasked_cents += int(facts.ints["balance_cents"][payers].sum())
        self._pay(payers, facts.ints["balance_cents"][payers])
        promised = np.flatnonzero(facts.dates["open_promise_date"] == self.day)
        promised = promised[facts.ints["balance_cents"][promised] > 0]
        kept = keeps_promise(person=facts.person[promised], rng=self.rng, script=self.script)
        self._pay(promised[kept], self.plans.due_cents(promised[kept]))
        facts.ints["promises_kept"][promised[kept]] += 1
        facts.ints["promises_broken"][promised[~kept]] += 1
        missed = np.where(
            self.plans.is_on(promised), WakeEvent.INSTALMENT_MISSED.bit, WakeEvent.PROMISE_BROKEN.bit
        ).astype(np.int32)
        self.wakes.tell(promised[~kept], missed[~kept])
        self.plans.go_on(promised, day=self.day)

    def act(self, tick: int, today: date) -> tuple[Rows, Masks]:
        """Carry out the answers of this tick; returns who heard of something since the last one, and of what."""
        self.day, self.now_us = (today - EPOCH).days, int(self.instants[tick])
        self.wakes.tell(self.offers.end_due(now_us=self.now_us), WakeEvent.OFFER_EXPIRED.bit)
        self.wakes.tell(self.holds.end_due(now_us=self.now_us), WakeEvent.HOLD_LIFTED.bit)
        for rows, answer, share, days, hours in self.coming.pop(tick, ()):
            for code, here in by_value(answer):
                self.records.answered(ANSWERS[code], rows[here], hours[here])
                self._answer(ANSWERS[code], rows[here], share[here], days[here])
        return self.wakes.take()

    def _answer(self, answer: Answer, rows: Rows, share: npt.NDArray[np.float64], days: npt.NDArray[np.int16]) -> None:
        facts = self.population
        self.seen[str(answer)] += len(rows)
        self.wakes.tell(rows, WAKES[answer].bit)
        self._count(answer, rows)
        match answer:
            case Answer.CLICKED:
                np.add.at(facts.ints["portal_visits"], rows, 1)
                facts.dates["last_visit_date"][rows] = self.day
                self.wakes.tell(rows, WakeEvent.PORTAL_VISITED.bit)
            case Answer.PAID | Answer.PAID_PART:
                self._pay_share(rows, share)
            case Answer.PROMISED:
                facts.dates["open_promise_date"][rows] = self.day + days
                planned = rows[self.offers.kind[rows] == PLAN]
                self.plans.agree(planned)
                self.offers.take_away(planned)
            case Answer.OPTED_OUT:
                self._opt_out(rows)
            case Answer.DISPUTED:
                self.holds.place(np.unique(rows), DISPUTE, now_us=self.now_us)

    def _opt_out(self, rows: Rows) -> None:
        """From the channel they were last contacted on."""
        for number, name in enumerate(CHANNELS):
            on = rows[self.last_channel[rows] == number]
            self.population.ints[f"opted_out_{name}"][on] = True
            self._stop(name, on)

    def _count(self, answer: Answer, rows: Rows) -> None:
        if answer in COUNTS:
            counter, dated = COUNTS[answer]
            np.add.at(self.population.ints[counter], rows, 1)
            if dated:
                self.population.dates[dated][rows] = self.day

    def _stop(self, name: str, rows: Rows) -> None:
        self.stopped[name][rows] = np.minimum(self.stopped[name][rows], self.now_us)

    def _pay_share(self, rows: Rows, share: npt.NDArray[np.float64]) -> None:
        # Two answers of one person may fall into the same moment: one payment.
        rows, first = np.unique(rows, return_index=True)
        owed = self.population.ints["balance_cents"][rows]
        part = np.maximum((owed * share[first]).astype(np.int64), SMALLEST_PAYMENT)
        # Whoever pays all while a settlement is on the table pays the rest of it, and is free.
        settles = (share[first] == 1) & (self.offers.settlement_of(rows) > 0)
        forgiven = np.where(settles, owed * self.offers.settlement_of(rows) // 100, 0)
        self.offers.take_away(rows[settles])
        self.forgiven_cents += int(forgiven.sum())
        self._owe_less(rows, forgiven)
        self._pay(rows, np.minimum(part, owed - forgiven))

    def _owe_less(self, rows: Rows, cents: npt.NDArray[np.int64]) -> None:
        for column in ("balance_cents", "principal_cents", "overdue_cents"):
            self.population.ints[column][rows] -= cents

    def _pay(self, rows: Rows, cents: npt.NDArray[np.int64]) -> None:
        rows, cents = rows[cents > 0], cents[cents > 0]
        facts = self.population
        self._owe_less(rows, cents)
        facts.ints["paid_cents"][rows] += cents
        first = facts.ints["payments_count"][rows] == 0
        facts.dates["first_payment_date"][rows[first]] = self.day
        facts.dates["last_payment_date"][rows] = self.day
        facts.ints["payments_count"][rows] += 1
        self.payments += len(rows)
        settled = rows[facts.ints["balance_cents"][rows] <= 0]
        facts.codes["status"][settled] = 1
        facts.ints["open_debts"][settled] = 0
        self.wakes.tell(rows, WakeEvent.PAYMENT_RECORDED.bit)
        self.wakes.tell(settled, WakeEvent.CASE_CLOSED.bit)
