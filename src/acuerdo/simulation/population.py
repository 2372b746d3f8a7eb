"""Synthetic debtors in memory: one case each, with every column that facts are read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.cases.rules import frame_type
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType
from acuerdo.simulation.behaviour import KINDS, PERSON_SHARES, SCRIPT

Rows = npt.NDArray[np.intp]
NO_DATE = np.iinfo(np.int32).min
EPOCH = date(1970, 1, 1)

# A believable Spanish consumer portfolio, in shares; regions and zones fit together.
REGIONS = (("ES-MD", 0.28), ("ES-CT", 0.24), ("ES-AN", 0.26), ("ES-VC", 0.17), ("ES-CN", 0.05))
CANARY = "ES-CN"
PRODUCTS = (("Tarjeta", 0.45), ("Préstamo", 0.25), ("Energía", 0.18), ("Móvil", 0.12))
LANGUAGES = (("es", 0.9), ("en", 0.1))
HAS_EMAIL, HAS_MOBILE = 0.82, 0.93
# Log-normal with a median of 320 units, as small consumer arrears are.
BALANCE_MEDIAN, BALANCE_SIGMA = 320.0, 0.9
MAX_DAYS_PAST_DUE = 120
# Owed before and settled it, some of them in two payments, some after a promise.
OWED_BEFORE, PAID_TWICE, PROMISED_BEFORE = 0.4, 0.3, 0.3
SETTLED_DAYS_AGO = (60, 700)


class OwnColumn:
    """A column of the creditor's own: few different values, each person has one of them or none."""

    def __init__(self, size: int) -> None:
        self._values: list[Any] = [None]
        self._codes = np.zeros(size, dtype=np.int32)

    def set(self, value: Any, rows: Rows) -> None:
        if value not in self._values:
            self._values.append(value)
        self._codes[rows] = self._values.index(value)

    def take(self, rows: Rows, fact: Fact) -> pl.Series:
        """The values of some people in the type of the fact; one of another type counts as missing."""
        if fact.type is FactType.DATE:
            values = pl.Series(self._values, dtype=pl.String, strict=False).str.to_date(strict=False)
        else:
            values = pl.Series(self._values, dtype=frame_type(fact), strict=False)
        return values.gather(self._codes[rows])


@dataclass
class Population:
    """Columns by their name in `cases_casefacts`: integers, dates (days since 1970) or codes into `words`.

    `person` is the hidden behaviour type of each debtor; it is no fact and no rule can see it.
    """

    size: int
    person: npt.NDArray[np.int8]
    ints: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    dates: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    codes: dict[str, npt.NDArray[np.int8]] = field(default_factory=dict)
    words: dict[str, pl.Series] = field(default_factory=dict)
    own: dict[str, OwnColumn] = field(default_factory=dict)
    # Columns worked out for some people when they are asked for.
    computed: dict[str, Callable[[Rows], pl.Series]] = field(default_factory=dict)

    def facts(
        self, keys: Iterable[str], rows: Rows, *, today: date, custom: Sequence[Fact] = ()
    ) -> dict[str, pl.Series]:
        """Fact columns for some rows. A fact that the population does not know is missing for everybody."""
        return {key: self._fact(facts.get(key, custom=custom), rows, today) for key in keys}

    def set_own(self, key: str, value: Any, rows: Rows) -> None:
        """Write a value into the creditor's own column `key` for some people."""
        self.own.setdefault(key, OwnColumn(self.size)).set(value, rows)

    def _fact(self, fact: Fact, rows: Rows, today: date) -> pl.Series:
        if fact.is_custom:
            return self.own.get(fact.column, OwnColumn(self.size)).take(rows, fact)
        if fact.days_since in self.dates:
            days = self.dates[fact.days_since][rows]
            return _nullable((today - EPOCH).days - days.astype(np.int64), days, pl.Int64)
        if fact.derived is not None and all(map(self._knows, fact.derived.columns)):
            frame = pl.DataFrame({column: self._column(column, rows) for column in fact.derived.columns})
            return frame.select(fact.derived.frame(today)).to_series().cast(frame_type(fact))
        if self._knows(fact.column):
            return self._column(fact.column, rows).cast(frame_type(fact))
        return pl.Series([None], dtype=frame_type(fact)).new_from_index(0, len(rows))

    def _knows(self, column: str) -> bool:
        return any(column in kept for kept in (self.dates, self.codes, self.ints, self.computed))

    def _column(self, column: str, rows: Rows) -> pl.Series:
        if column in self.computed:
            return self.computed[column](rows)
        if column in self.dates:
            days = self.dates[column][rows]
            return _nullable(days, days, pl.Int32).cast(pl.Date)
        if column in self.codes:
            return self.words[column].gather(self.codes[column][rows])
        return pl.Series(self.ints[column][rows])

    def set_words(self, column: str, words: Sequence[str], codes: npt.NDArray[Any]) -> None:
        """Keep a text column as codes; an empty word counts as missing, as in the database."""
        self.words[column] = pl.Series([word or None for word in words], dtype=pl.String)
        self.codes[column] = codes.astype(np.int8)


def _nullable(values: npt.NDArray[Any], days: npt.NDArray[np.int32], dtype: type[pl.DataType]) -> pl.Series:
    series = pl.Series(values, dtype=dtype)
    missing = days == NO_DATE
    return series.set(pl.Series(missing), None) if missing.any() else series


def make_population(*, size: int, seed: int, today: date) -> Population:
    """Make `size` debtors who owe today; the same seed gives the same people."""
    rng = np.random.default_rng([seed, 1])
    population = Population(size=size, person=draw(rng, [share for _, share in PERSON_SHARES], size))
    _add_people(population, rng)
    _add_debts(population, rng, today)
    _add_history(population)
    _add_earlier_debts(population, seed, today)
    return population


def draw(rng: np.random.Generator, shares: Sequence[float], size: int) -> npt.NDArray[np.int8]:
    """For each of so many people one of some things that have these shares, by its place."""
    chance, drawn = rng.random(size), np.zeros(size, dtype=np.int8)
    # A comparison each: halving among so few takes five times as long.
    for bound in np.cumsum(shares)[:-1]:
        drawn += chance >= bound
    return drawn


def places_of(words: pl.Series, names: Sequence[str]) -> npt.NDArray[np.int8]:
    """The place of each word among these few names, of which it is one."""
    places = np.zeros(len(words), dtype=np.int8)
    for place, name in enumerate(names):
        places += (words == name).to_numpy() * np.int8(place)
    return places


def _add_people(population: Population, rng: np.random.Generator) -> None:
    size = population.size
    regions = [name for name, _ in REGIONS]
    region = draw(rng, [share for _, share in REGIONS], size)
    population.set_words("region", regions, region)
    population.set_words("time_zone", ["Europe/Madrid", "Atlantic/Canary"], region == regions.index(CANARY))
    population.set_words("country", ["ES"], np.zeros(size))
    population.set_words("debtor_kind", ["person"], np.zeros(size))
    population.set_words("language", [name for name, _ in LANGUAGES], draw(rng, [s for _, s in LANGUAGES], size))
    population.set_words("status", ["open", "closed"], np.zeros(size))
    population.ints["has_email"] = rng.random(size) < HAS_EMAIL
    population.ints["has_mobile"] = rng.random(size) < HAS_MOBILE
    population.ints["has_phone"] = population.ints["has_mobile"].copy()
    population.ints["has_postal"] = np.ones(size, dtype=np.bool_)


def _add_debts(population: Population, rng: np.random.Generator, today: date) -> None:
    size = population.size
    balance = np.exp(rng.normal(np.log(BALANCE_MEDIAN), BALANCE_SIGMA, size))
    cents = np.clip(balance * 100, 1_500, 2_500_000).astype(np.int64)
    for column in ("balance_cents", "principal_cents", "original_cents", "overdue_cents"):
        population.ints[column] = cents.copy()
    for column in ("interest_cents", "fees_cents", "disputed_debts", "cured_debts"):
        population.ints[column] = np.zeros(size, dtype=np.int64)
    population.ints["open_debts"] = np.ones(size, dtype=np.int64)
    day = (today - EPOCH).days
    # More young debts than old ones, as in any portfolio that is worked.
    overdue = (MAX_DAYS_PAST_DUE * rng.random(size) ** 2).astype(np.int32)
    population.dates["oldest_due_date"] = day - overdue
    population.dates["newest_due_date"] = day - overdue
    population.dates["opened_date"] = day - np.minimum(overdue, 5)
    population.set_words("stage", ["early", "late"], overdue > 60)
    population.set_words("product", [name for name, _ in PRODUCTS], draw(rng, [s for _, s in PRODUCTS], size))
    population.set_words("currency", ["EUR"], np.zeros(size))


COUNTERS = (
    "paid_cents", "payments_count", "promises_kept", "promises_broken", "messages_sent", "emails_sent", "sms_sent",
    "messages_opened", "links_clicked", "replies", "bounces", "portal_visits", "open_tasks",
)  # fmt: skip
FLAGS = ("opted_out_email", "opted_out_sms", "is_ceased", "on_hold", "is_vulnerable", "is_disputed")
DATES = (
    "first_payment_date", "last_payment_date", "open_promise_date", "last_sent_date", "last_opened_date",
    "last_clicked_date", "last_replied_date", "last_visit_date",
)  # fmt: skip


def _add_history(population: Population) -> None:
    for column in COUNTERS:
        population.ints[column] = np.zeros(population.size, dtype=np.int64)
    for column in FLAGS:
        population.ints[column] = np.zeros(population.size, dtype=np.bool_)
    for column in DATES:
        population.dates[column] = np.full(population.size, NO_DATE, dtype=np.int32)


def _add_earlier_debts(population: Population, seed: int, today: date) -> None:
    """What some people's earlier debts left in their facts: settled debts, payments, promises."""
    rng, ints = np.random.default_rng([seed, 5]), population.ints
    rows = np.flatnonzero(rng.random(population.size) < OWED_BEFORE)
    size = len(rows)
    ints["cured_debts"][rows] = 1
    ints["payments_count"][rows] = 1 + (rng.random(size) < PAID_TWICE)
    ints["paid_cents"][rows] = ints["original_cents"][rows] * rng.integers(30, 120, size) // 100
    settled = (today - EPOCH).days - rng.integers(*SETTLED_DAYS_AGO, size, dtype=np.int32)
    for column in ("first_payment_date", "last_payment_date"):
        population.dates[column][rows] = settled
    keeps = np.array([SCRIPT.habits[kind].keeps_promise for kind in KINDS])[population.person[rows]]
    promised, kept = rng.random(size) < PROMISED_BEFORE, rng.random(size) < keeps
    ints["promises_kept"][rows] = promised & kept
    ints["promises_broken"][rows] = promised & ~kept
