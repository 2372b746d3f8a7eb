"""Records of contacts: shared by whoever had the same ones."""

from __future__ import annotations

import numpy as np

from acuerdo.simulation.contacts import Contacts, distinct


def codes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int8)


def test_whoever_had_the_same_contacts_shares_a_record():
    contacts = Contacts(5)
    contacts.add(np.array([0, 1, 2]), codes(7, 7, 6), 10)
    contacts.add(np.array([0, 1, 3]), codes(6, 6, 6), 20)
    first, second, third, fourth, fifth = contacts.of.tolist()

    assert first == second
    assert len({first, third, fourth, fifth}) == 4
    assert fifth == 0


def test_contacts_are_listed_by_record_the_latest_first_and_only_later_ones():
    contacts = Contacts(3)
    for at in (10, 20, 30):
        contacts.add(np.array([0]), codes(7), at)
    contacts.add(np.array([2]), codes(6), 40)

    def listed(since: int) -> list[list[int]]:
        return [column.tolist() for column in contacts.listed(contacts.of, since=since)]

    assert listed(0) == [[0, 0, 0, 2], [30, 20, 10, 40], [7, 7, 7, 6]]
    assert listed(20) == [[0, 2], [30, 40], [7, 6]]
    assert listed(40) == [[], [], []]
    assert [(at.tolist(), code.tolist()) for at, code in contacts.back(contacts.of[:2], since=20)] == [
        ([30, np.iinfo(np.int64).min], [7, 0])
    ]


def test_nobody_may_have_a_contact():
    contacts = Contacts(2)
    contacts.add(np.array([], dtype=np.intp), codes(), 10)

    assert contacts.of.tolist() == [0, 0]


def test_different_values_are_numbered_whether_they_lie_close_or_far_apart():
    for values in ([3, 1, 3, 2], [10**12, 5, 10**12], []):
        some, which = distinct(np.array(values, dtype=np.int64))
        found = np.array(values, dtype=np.int64)[some]

        assert sorted(found.tolist()) == sorted(set(values))
        assert found[which].tolist() == values
