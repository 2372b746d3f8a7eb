"""Rules that count past contacts: caps, caps on channels, cooldowns. Each past contact counts until an instant.

A contact counts against a rule until it expires; a rule is free again at the instant at which enough have expired.
So the same numbers give the answer now and the next instant. A contact dated in the future counts from now on,
until it expires after its own date. See docs/algorithms/gate.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acuerdo.compliance.rules.durations import parse_duration
from acuerdo.compliance.rules.local_time import DAY, NEVER, Instants, day_starts, year_of
from acuerdo.compliance.rules.pack_models import WEEKDAYS, ChannelCap, Cooldown, Counting, FrequencyCap
from acuerdo.compliance.rules.questions import KINDS, Coded, Flags, History, Questions
from acuerdo.compliance.rules.rule_book import Entry, RuleBook

CountingRule = FrequencyCap | ChannelCap | Cooldown
Rows = NDArray[np.int64]
Codes = NDArray[np.uint8]
NOT_DELIVERED = frozenset({"undelivered", "not_delivered", "bounced", "failed"})
_LONGEST_MONTH, _WEEK = 33, 9
_WORD = 62  # bits of an int64 that two values can share


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every question beside every past contact of its person, ordered by question. `kind`: that of the contact."""

    question: Rows
    contact: History
    kind: NDArray[np.intp]


def reach_of(book: RuleBook) -> int:
    """How long after its instant a contact can count against any rule, at most."""
    return max((_reach(entry.rule) for entry in book.entries if isinstance(entry.rule, CountingRule)), default=0)


def pair(q: Questions, past: History) -> Pairs:
    """Put each question beside the contacts of its person."""
    first = np.searchsorted(past.person, q.person, side="left")
    counts = np.searchsorted(past.person, q.person, side="right") - first
    question = np.repeat(np.arange(q.size), counts)
    ends = np.cumsum(counts)
    contact = np.arange(len(question)) + np.repeat(first - (ends - counts), counts)
    beside = past.take(contact)
    return Pairs(question, beside, beside.kind.astype(np.intp))


def _reach(rule: CountingRule) -> int:
    if isinstance(rule, Cooldown):
        return _microseconds(rule.wait.length) + ((rule.wait.days or 0) + 3) * DAY
    gap = _microseconds(rule.min_gap) if isinstance(rule, FrequencyCap) else 0
    days = {"calendar_day": 3, "calendar_week": _WEEK, "calendar_month": _LONGEST_MONTH}.get(rule.window.type, 3)
    return max(gap, _microseconds(rule.window.length) + ((rule.window.days or 0) + days) * DAY)


def _microseconds(text: str | None) -> int:
    return parse_duration(text).microseconds if text else 0


def free_at(entry: Entry, q: Questions, applies: Flags, pairs: Pairs) -> tuple[Flags, Instants]:
    """For each question: whether the rule forbids it now, and from when on not (NEVER: waiting does not help)."""
    rule = entry.rule
    if not isinstance(rule, CountingRule):
        raise TypeError(f"{rule.id}: {rule.kind} counts nothing")
    failed, free = np.zeros(q.size, dtype=bool), q.now.copy()
    if isinstance(rule, FrequencyCap) and rule.max == 0:
        return np.ones(q.size, dtype=bool), np.full(q.size, NEVER)
    counted = _counted(entry, rule, pairs)
    if not applies.all():
        counted &= applies[pairs.question]
    if rule.is_per_debt:
        counted &= _same_debt(q, pairs)
    chosen = np.flatnonzero(counted)
    if not len(chosen):
        return failed, free
    question, channel, at = pairs.question[chosen], pairs.contact.channel[chosen], pairs.contact.at[chosen]
    for part, expiry in _expiries(rule, entry, q, question, at):
        frees = _frees(rule, q, question[part], channel[part], expiry)
        failed |= frees > q.now
        free = np.maximum(free, frees)
    if isinstance(rule, FrequencyCap) and rule.min_gap:
        last = _latest(question, at + _microseconds(rule.min_gap), q.size)
        failed |= last > q.now
        free = np.maximum(free, last)
    return failed, free


def _same_debt(q: Questions, pairs: Pairs) -> Flags:
    """A debt that is not known, on either side, counts for every debt."""
    past, question = pairs.contact, pairs.question
    same: Flags = q.debt[question] == past.debt
    return same | ~q.has_debt[question] | ~past.has_debt


def _counted(entry: Entry, rule: CountingRule, pairs: Pairs) -> Flags:
    """By past contact: whether the rule counts it, time and debt aside."""
    event = rule.after.event if isinstance(rule, Cooldown) else rule.counts
    counted: Flags = _counted_kinds(entry, rule, event).take(pairs.kind)
    excluded = set(rule.excludes) | (NOT_DELIVERED if event == "delivered" else set())
    if excluded:
        counted &= ~_flagged(pairs.contact.flags, excluded)
    return counted


def _counted_kinds(entry: Entry, rule: CountingRule, event: str) -> Flags:
    """By kind of contact: whether the rule counts it. Looked up once a contact, instead of four times."""
    kinds = np.zeros(KINDS, dtype=bool)
    kinds[:] = (entry.counted_purposes[:, None] & entry.channels)[:, :, None, None]
    direction = rule.after.direction if isinstance(rule, Cooldown) else _direction(rule)
    if direction != "any":
        kinds[:, :, int(direction != "out")] = False
    if event == "live_conversation":
        kinds[..., 0] = False
    return kinds.ravel()


def _direction(rule: Counting) -> str:
    # Attempts are ours; a conversation is one whoever began it (Reg F FAQ on 12 CFR 1006.14(b)(2)).
    return "any" if rule.counts == "live_conversation" else "out"


def _flagged(flags: Coded, names: set[str]) -> Flags:
    return flags.table([bool(names & set(of_row)) for of_row in flags.values])


def _frees(rule: CountingRule, q: Questions, question: Rows, channel: Codes, expiry: Instants) -> Instants:
    """By question: the instant from which the counted contacts no longer forbid it; a past one if they do not now."""
    active = expiry > q.now[question]
    question, channel, expiry = question[active], channel[active], expiry[active]
    if isinstance(rule, Cooldown):
        return _latest(question, expiry, q.size)
    if isinstance(rule, FrequencyCap):
        return _room(question, expiry, q, rule.max)
    other = channel != q.channel[question]
    free = _room(*_by_channel(question[other], channel[other], expiry[other]), q, rule.max_distinct_channels)
    if rule.max_contacts is not None:
        free = np.maximum(free, _room(question, expiry, q, rule.max_contacts))
    return free


def _by_channel(question: Rows, channel: Codes, expiry: Instants) -> tuple[Rows, Instants]:
    """One row for each question and channel, which counts until its last contact expires."""
    order = np.lexsort((expiry, channel, question))
    question, channel, expiry = question[order], channel[order], expiry[order]
    last = np.append((question[1:] != question[:-1]) | (channel[1:] != channel[:-1]), True)[: len(question)]
    return question[last], expiry[last]


def _room(question: Rows, expiry: Instants, q: Questions, most: int) -> Instants:
    """By question: when fewer than `most` of its rows are left; its own instant if that is so now."""
    counts = np.bincount(question, minlength=q.size)
    free = q.now.copy()
    full = counts >= most
    if not full.any():
        return free
    of_full = full[question]
    question, expiry = question[of_full], expiry[of_full]
    ends = np.cumsum(np.where(full, counts, 0))
    # Sorted by expiry, the (count - most)-th from the front leaves room when it goes.
    free[full] = _sorted_within(question, expiry)[ends[full] - most]
    return free


def _sorted_within(question: Rows, expiry: Instants) -> Instants:
    """Expiries in ascending order inside each question; question must be ascending."""
    earliest = expiry.min()
    bits = int(expiry.max() - earliest).bit_length()
    if int(question[-1]).bit_length() + bits > _WORD:
        return expiry[np.lexsort((expiry, question))]
    # Both in one word: NumPy sorts plain integers ten times faster than by two keys.
    words = np.sort((question << bits) | (expiry - earliest))
    ordered: Instants = (words & ((1 << bits) - 1)) + earliest
    return ordered


def _latest(question: Rows, instants: Instants, size: int) -> Instants:
    """By question, the latest of its instants; the earliest instant there is where it has none."""
    latest = np.full(size, np.iinfo(np.int64).min)
    if len(question):
        starts = np.flatnonzero(np.append(True, question[1:] != question[:-1]))
        latest[question[starts]] = np.maximum.reduceat(instants, starts)
    return latest


def _expiries(
    rule: CountingRule, entry: Entry, q: Questions, question: Rows, at: Instants
) -> Iterator[tuple[Rows | slice, Instants]]:
    """Instants until which contacts count: one set for fixed lengths, one for each zone where local days count."""
    length = rule.wait.length if isinstance(rule, Cooldown) else rule.window.length
    if length is not None:
        yield slice(None), at + _microseconds(length)
        return
    zones_of = q.zones.codes[question]
    for code in np.unique(zones_of):
        part = np.flatnonzero(zones_of == code)
        zones = q.zones.values[code] or entry.pack.zones
        if not zones:
            # Nobody knows which day it is there: nothing ever expires.
            yield part, np.full(len(part), NEVER)
        for zone in zones:
            yield part, _day_end(rule, at[part], zone)


def _day_end(rule: CountingRule, at: Instants, zone: str) -> Instants:
    """The first instant of the local day from which a contact no longer counts."""
    first_year = year_of(int(at.min())) - 1
    starts = day_starts(zone, first_year, year_of(int(at.max())) + 1)
    day = np.searchsorted(starts, at, side="right") - 1
    return starts[_next_day(rule, day, first_year)]


def _next_day(rule: CountingRule, day: Rows, first_year: int) -> Rows:
    if isinstance(rule, Cooldown):
        return day + (rule.wait.days or 0) + (rule.wait.day_one == "next")
    if rule.window.type == "rolling_days":
        return day + (rule.window.days or 0)
    if rule.window.type == "calendar_day":
        return day + 1
    dates = np.datetime64(f"{first_year}-01-01", "D") + day
    if rule.window.type == "calendar_week":
        weekday = (dates.astype(np.int64) + 3 - WEEKDAYS.index(rule.window.starts)) % 7
        return day + 7 - weekday
    months = dates.astype("datetime64[M]") + 1
    return (months.astype("datetime64[D]") - np.datetime64(f"{first_year}-01-01", "D")).astype(np.int64)
