"""Contacts made with simulated people: whoever had the same ones at the same instants shares one record of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from acuerdo.simulation.population import Rows

NOTHING = np.iinfo(np.int64).min
CHANNELS = 16  # codes of channels are below
Numbers = npt.NDArray[np.int64]


class Contacts:
    """A record is a contact and the number of the record before it; behind all of them stands 0, no contact at all.

    A million people who are written to day after day have some thousands of records: what is to be known of their
    contacts is worked out once for each of those.
    """

    def __init__(self, size: int) -> None:
        self.of = np.zeros(size, dtype=np.int32)  # the record of each person
        self._made = 1
        self._before = np.zeros(1, dtype=np.int32)
        self._at = np.full(1, NOTHING)
        self._channel = np.zeros(1, dtype=np.int8)

    def add(self, rows: Rows, channel: npt.NDArray[np.int8], now_us: int) -> None:
        """These people, each once, had one more contact on a channel."""
        some, which = distinct(self.of[rows].astype(np.int64) * CHANNELS + channel)
        new = slice(self._made, self._made + len(some))
        self._make_room(new.stop)
        self._before[new] = self.of[rows[some]]
        self._at[new] = now_us
        self._channel[new] = channel[some]
        self._made = new.stop
        self.of[rows] = new.start + which

    def back(self, records: npt.NDArray[np.int32], *, since: int = NOTHING) -> Iterator[tuple[Numbers, Numbers]]:
        """From the latest contacts of records to the earliest later than `since`: instant and channel of one each.

        The instant is NOTHING where a record has no more.
        """
        while (has := self._at[records] > since).any():
            records = np.where(has, records, 0)
            yield self._at[records], self._channel[records].astype(np.int64)
            records = self._before[records]

    def listed(self, records: npt.NDArray[np.int32], *, since: int = NOTHING) -> tuple[Rows, Numbers, Numbers]:
        """All contacts of records later than `since`, by record: its place, instant and channel of the contact."""
        parts = [(np.array([], dtype=np.intp), np.array([], dtype=np.int64), np.array([], dtype=np.int64))]
        for at, channel in self.back(records, since=since):
            has = np.flatnonzero(at > since)
            parts.append((has, at[has], channel[has]))
        place, at, channel = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(place, kind="stable")
        return place[order], at[order], channel[order]

    def _make_room(self, size: int) -> None:
        if size > len(self._at):
            more = max(size, 2 * len(self._at)) - len(self._at)
            self._before, self._at, self._channel = (
                np.append(column, np.zeros(more, dtype=column.dtype))
                for column in (self._before, self._at, self._channel)
            )


def distinct(values: Numbers) -> tuple[Rows, Numbers]:
    """A place of each different value, and for each place the number of its value. Values are 0 or more."""
    span = int(values.max(initial=0)) + 1
    if span > 16 * len(values):
        _, some, which = np.unique(values, return_index=True, return_inverse=True)
        return some, which
    # Few values: a table of them is made ten times faster than they are sorted.
    table = np.full(span, -1)
    table[values] = np.arange(len(values))
    found = np.flatnonzero(table >= 0)
    some = table[found]
    table[found] = np.arange(len(found))
    return some, table[values]
