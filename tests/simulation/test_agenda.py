"""Who is due, and who has heard of something."""

from __future__ import annotations

import numpy as np

from acuerdo.simulation.agenda import OUTSIDE, Agenda, Wakes


def ticks(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int16)


def test_everybody_is_due_once_at_the_tick_put_down_last_and_in_order():
    agenda = Agenda(6, 10)
    agenda.put(np.array([4, 1, 3]), ticks(5, 5, 7))
    agenda.put(np.array([0, 2]), ticks(5, OUTSIDE))
    agenda.put(np.array([4, 3]), ticks(5, 5))
    agenda.put(np.array([1]), ticks(OUTSIDE))

    assert agenda.take(5).tolist() == [0, 3, 4]
    assert [agenda.take(tick).tolist() for tick in (5, 7, 9)] == [[], [], []]


def test_whoever_is_put_down_again_at_the_tick_just_taken_is_due_again():
    agenda = Agenda(2, 3)
    agenda.put(np.array([0, 1]), ticks(1, 1))

    assert agenda.take(1).tolist() == [0, 1]
    agenda.put(np.array([0, 1]), ticks(2, 1))
    assert agenda.take(1).tolist() == [1]
    assert agenda.take(2).tolist() == [0]


def test_what_was_heard_is_told_once_to_each_with_all_its_bits():
    wakes = Wakes(5, wanted=31)
    wakes.tell(np.array([3, 1, 1]), 1)
    wakes.tell(np.array([3, 2]), np.array([4, 8], dtype=np.int32))
    wakes.tell(np.array([], dtype=np.intp), 16)
    awake, heard = wakes.take()

    assert (awake.tolist(), heard.tolist()) == ([1, 2, 3], [0, 1, 8, 5, 0])

    wakes.tell(np.array([0]), 2)
    awake, heard = wakes.take()

    assert (awake.tolist(), heard.tolist()) == ([0], [2, 0, 0, 0, 0])
    awake, heard = wakes.take()
    assert (awake.tolist(), heard.tolist()) == ([], [0, 0, 0, 0, 0])


def test_an_event_that_nobody_waits_for_wakes_nobody():
    wakes = Wakes(3, wanted=4)
    wakes.tell(np.array([0, 1]), 2)
    wakes.tell(np.array([1, 2]), 6)

    assert [each.tolist() for each in wakes.take()] == [[1, 2], [0, 4, 4]]
