"""Intervals of differences, with figures worked out elsewhere."""

from __future__ import annotations

import pytest

from acuerdo.simulation.comparing import Difference, Sums, between_means, between_shares


def test_shares_are_compared_as_in_the_table_of_the_paper():
    # Newcombe 1998, Statistics in Medicine 17, table II (a), method 10: 56/70 and 48/80.
    found = between_shares(56, 70, 48, 80)

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_nobody_who_reached_a_goal_is_no_certainty():
    # The same, (h): 10/10 and 0/10.
    found = between_shares(10, 10, 0, 10)

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 0.6075, 1.0), abs=1e-4)


def test_means_are_compared_by_their_own_spread():
    # 1, 2, 3 and 2, 4, 6: variances 1 and 4, so ±1.96 √(1/3 + 4/3).
    found = between_means(Sums(3, 6, 14), Sums(3, 12, 56))

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((-2, -2 - 2.53035, -2 + 2.53035), abs=1e-4)


def test_amounts_without_spread_differ_for_sure():
    assert between_means(Sums(2, 10, 50), Sums(2, 4, 8)) == Difference(3, 3, 3)


def test_groups_that_are_too_small_say_nothing():
    assert between_shares(0, 0, 1, 2) is None
    assert between_means(Sums(1, 5, 25), Sums(3, 6, 14)) is None
