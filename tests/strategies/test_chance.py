"""Lots, shares and sample sizes, with the numbers of docs/algorithms/engine.md."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.strategies.rules.experiments import sample_size
from acuerdo.strategies.rules.shares import LOTS, drawn, lots_of
from tests.strategies.reference import lot_of


def test_lots_of_the_documentation():
    lots = lots_of(np.array([1, 2, 3, 1042]), strategy="late-friendly", step="trial")

    assert lots.tolist() == [9968, 3035, 3185, 412]


def test_same_person_draws_the_same_in_any_company_and_another_at_another_step():
    people = np.arange(1, 5_001)
    lots = lots_of(people, strategy="a", step="trial")

    assert lots_of(people[::-1], strategy="a", step="trial")[::-1].tolist() == lots.tolist()
    for strategy, step in (("a", "trial2"), ("b", "trial")):
        other = lots_of(people, strategy=strategy, step=step)
        assert abs(np.corrcoef(lots, other)[0, 1]) < 0.05


@settings(max_examples=50)
@given(st.lists(st.integers(1, 2**62), max_size=20), st.text(max_size=5), st.text(max_size=5))
def test_lots_are_those_of_plain_whole_numbers(people: list[int], strategy: str, step: str):
    lots = lots_of(np.array(people, dtype=np.int64), strategy=strategy, step=step)

    assert lots.tolist() == [lot_of(person, strategy, step) for person in people]


def test_shares_come_out_as_written():
    lots = lots_of(np.arange(100_000), strategy="late-friendly", step="trial")

    counts = np.bincount(drawn(lots, [4_500, 4_500, 1_000]), minlength=3)

    # Within three standard deviations of the binomial: 472 of 45,000 and 285 of 10,000.
    assert abs(counts - np.array([45_000, 45_000, 10_000])).tolist() < [473, 473, 286]
    assert counts.sum() == 100_000


def test_parts_begin_and_end_exactly_where_they_are_written():
    lots = np.array([0, 3_299, 3_300, 6_599, 6_600, LOTS - 1])

    assert drawn(lots, [3_300, 3_300, 3_400]).tolist() == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("baseline", "effect", "power", "alpha", "size"),
    [
        (0.10, 0.02, 0.8, 0.05, 3_841),
        (0.10, -0.02, 0.8, 0.05, 3_213),
        (0.50, 0.10, 0.8, 0.05, 388),
        (0.10, 0.02, 0.9, 0.05, 5_142),
        (0.10, 0.02, 0.8, 0.01, 5_716),
    ],
)
def test_sample_size(baseline: float, effect: float, power: float, alpha: float, size: int):
    assert sample_size(baseline=baseline, minimal_effect=effect, power=power, alpha=alpha) == size


def test_sample_of_that_size_sees_the_effect_as_often_as_promised():
    rng = np.random.default_rng(5)
    size, runs = sample_size(baseline=0.10, minimal_effect=0.02), 4_000

    first, second = rng.binomial(size, 0.10, runs) / size, rng.binomial(size, 0.12, runs) / size

    middle = (first + second) / 2
    seen = abs(second - first) > 1.96 * np.sqrt(2 * middle * (1 - middle) / size)
    assert 0.78 < seen.mean() < 0.82


@pytest.mark.parametrize(
    "wrong",
    [
        {"baseline": 0.0, "minimal_effect": 0.1},
        {"baseline": 0.95, "minimal_effect": 0.1},
        {"baseline": 0.1, "minimal_effect": 0.0},
        {"baseline": 0.1, "minimal_effect": 0.1, "power": 1.0},
        {"baseline": 0.1, "minimal_effect": 0.1, "alpha": 0.0},
    ],
)
def test_sample_size_of_what_cannot_be_is_refused(wrong: dict[str, float]):
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_size(**wrong)
