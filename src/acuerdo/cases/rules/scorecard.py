"""How likely a case is to go badly, from the person's own history with this creditor: points that add up.

The table below is the whole model. Its points are set by judgement and do not come from anybody's data; a trained
score may take its place. `explain` gives each row its points and words, `SCORE` and `BAND` say the same in SQL and
on frames; a property test holds the three equal. Worked figures: docs/algorithms/scorecard.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from acuerdo.kernel.facts import Derived, Words


@dataclass(frozen=True, slots=True)
class Step:
    """Values up to `at_most` (None: any other) get `points`."""

    at_most: int | None
    points: int
    words: Words


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is looked at; the first step that fits gives the points."""

    key: str
    label: Words
    steps: tuple[Step, ...]

    @property
    def most(self) -> int:
        """The points of the worst step."""
        return max(step.points for step in self.steps)


ROWS: tuple[Row, ...] = (
    Row("days_past_due", Words(es="días de mora", en="days past due"), (
        Step(0, 0, Words(es="aún no ha vencido", en="not due yet")),
        Step(30, 10, Words(es="hasta 30 días de mora", en="up to 30 days past due")),
        Step(60, 18, Words(es="de 31 a 60 días de mora", en="31 to 60 days past due")),
        Step(90, 24, Words(es="de 61 a 90 días de mora", en="61 to 90 days past due")),
        Step(180, 28, Words(es="de 91 a 180 días de mora", en="91 to 180 days past due")),
        Step(None, 32, Words(es="más de 180 días de mora", en="more than 180 days past due")),
    )),
    Row("broken_promises", Words(es="promesas incumplidas", en="broken promises"), (
        Step(0, 0, Words(es="ninguna promesa incumplida", en="no broken promise")),
        Step(1, 10, Words(es="una promesa incumplida", en="one broken promise")),
        Step(None, 18, Words(es="varias promesas incumplidas", en="several broken promises")),
    )),
    Row("payments", Words(es="pagos hasta ahora", en="payments so far"), (
        Step(0, 15, Words(es="ningún pago hasta ahora", en="no payment so far")),
        Step(1, 6, Words(es="un pago", en="one payment")),
        Step(None, 0, Words(es="varios pagos", en="several payments")),
    )),
    Row("cured_debts", Words(es="deudas anteriores saldadas", en="earlier debts settled"), (
        Step(0, 10, Words(es="ninguna deuda anterior saldada", en="no earlier debt settled")),
        Step(None, 0, Words(es="alguna deuda anterior saldada", en="an earlier debt settled")),
    )),
    Row("channels", Words(es="canales disponibles", en="ways to reach"), (
        Step(0, 12, Words(es="ni correo ni móvil utilizables", en="neither e-mail nor mobile can be used")),
        Step(1, 5, Words(es="solo correo o solo móvil", en="only e-mail or only mobile")),
        Step(None, 0, Words(es="correo y móvil", en="e-mail and mobile")),
    )),
    Row("owed_percent", Words(es="parte aún pendiente", en="share still owed"), (
        Step(49, 0, Words(es="menos de la mitad pendiente", en="less than half still owed")),
        Step(99, 6, Words(es="la mitad o más pendiente", en="half or more still owed")),
        Step(None, 13, Words(es="todo pendiente, o más por intereses y gastos", en="all of it, or more with interest")),
    )),
)  # fmt: skip

# Scores from these on are medium and high.
MEDIUM_FROM, HIGH_FROM = 40, 65
BANDS = (
    ("low", Words(es="bajo", en="low")),
    ("medium", Words(es="medio", en="medium")),
    ("high", Words(es="alto", en="high")),
)
_COLUMNS = (
    "oldest_due_date", "promises_broken", "payments_count", "cured_debts", "has_email", "opted_out_email",
    "has_mobile", "opted_out_sms", "balance_cents", "original_cents",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A row as it applies to one case."""

    label: Words
    words: Words
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one case with everything it is made of, the heaviest part first."""

    score: int
    band: str
    parts: tuple[Part, ...]


def explain(values: Mapping[str, int]) -> Scored:
    """Score a case; `values` has one number for each row's key (a share in whole percent, rounded down)."""
    parts = [_part(row, values[row.key]) for row in ROWS]
    score = sum(part.points for part in parts)
    return Scored(score, band_of(score), tuple(sorted(parts, key=lambda part: -part.points)))


def band_of(score: int) -> str:
    """Say which band a score is in."""
    return "low" if score < MEDIUM_FROM else "medium" if score < HIGH_FROM else "high"


def _part(row: Row, value: int) -> Part:
    step = next(step for step in row.steps if step.at_most is None or value <= step.at_most)
    return Part(row.label, step.words, step.points, row.most)


# How each row's number is read from a case's row of facts.
VALUES_SQL: Mapping[str, str] = {
    "days_past_due": "COALESCE({today} - f.oldest_due_date, 0)",
    "broken_promises": "f.promises_broken",
    "payments": "f.payments_count",
    "cured_debts": "f.cured_debts",
    "channels": "(f.has_email AND NOT f.opted_out_email)::int + (f.has_mobile AND NOT f.opted_out_sms)::int",
    "owed_percent": "CASE WHEN f.original_cents > 0 THEN f.balance_cents * 100 / f.original_cents ELSE 100 END",
}


def _values_in_frames(today: date) -> dict[str, pl.Expr]:
    email = pl.col("has_email") & ~pl.col("opted_out_email")
    mobile = pl.col("has_mobile") & ~pl.col("opted_out_sms")
    original = pl.col("original_cents")
    return {
        "days_past_due": (pl.lit(today) - pl.col("oldest_due_date")).dt.total_days().fill_null(0),
        "broken_promises": pl.col("promises_broken"),
        "payments": pl.col("payments_count"),
        "cured_debts": pl.col("cured_debts"),
        "channels": email.cast(pl.Int64) + mobile.cast(pl.Int64),
        "owed_percent": pl.when(original > 0).then(pl.col("balance_cents") * 100 // original).otherwise(100),
    }


# Whether a row's number is at most {limit}, without working it out: counts over all cases compare columns as they are,
# and what {today} and {limit} make is worked out once a query.
_AT_MOST_SQL: Mapping[str, str] = {
    "days_past_due": "(f.oldest_due_date < {today} - {limit}) IS NOT TRUE",
    "broken_promises": "f.promises_broken <= {limit}",
    "payments": "f.payments_count <= {limit}",
    "cured_debts": "f.cured_debts <= {limit}",
    "channels": f"{VALUES_SQL['channels']} <= {{limit}}",
    # A share rounded down is at most 49 where the exact one is under 50.
    "owed_percent": "(f.original_cents > 0 AND f.balance_cents * 100 < f.original_cents * ({limit} + 1))",
}


def _score_sql() -> str:
    return " + ".join(_points_sql(row) for row in ROWS)


def _points_sql(row: Row) -> str:
    *some, last = row.steps
    test = _AT_MOST_SQL[row.key]
    steps = " ".join(f"WHEN {test.replace('{limit}', str(step.at_most))} THEN {step.points}" for step in some)
    return f"(CASE {steps} ELSE {last.points} END)"


def _score_frame(today: date) -> pl.Expr:
    values = _values_in_frames(today)
    return pl.sum_horizontal(_points_frame(row, values[row.key]) for row in ROWS).cast(pl.Int64)


def _points_frame(row: Row, value: pl.Expr) -> pl.Expr:
    *some, last = row.steps
    points = pl.lit(last.points, dtype=pl.Int64)
    for step in reversed(some):
        points = pl.when(value <= step.at_most).then(pl.lit(step.points, dtype=pl.Int64)).otherwise(points)
    return points


def _band_frame(today: date) -> pl.Expr:
    score = _score_frame(today)
    named = pl.when(score < HIGH_FROM).then(pl.lit("medium")).otherwise(pl.lit("high"))
    return pl.when(score < MEDIUM_FROM).then(pl.lit("low")).otherwise(named)


SCORE = Derived(_COLUMNS, _score_sql(), _score_frame)
BAND = Derived(
    _COLUMNS,
    f"(ARRAY['low', 'medium', 'high'])[1 + width_bucket({_score_sql()}, ARRAY[{MEDIUM_FROM}, {HIGH_FROM}])]",
    _band_frame,
)
