"""Is a house default looser than the law beside it? Then it promises a freedom that does not exist: a fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from acuerdo.compliance.rules.durations import parse_duration
from acuerdo.compliance.rules.pack_models import (
    WEEKDAYS,
    ChannelCap,
    Cooldown,
    Counting,
    FrequencyCap,
    Rule,
    TimeWindow,
)

Looser = tuple[str, str, str]


def looser_defaults(rules: Sequence[Rule]) -> list[Looser]:
    """Return (rule id, field, message) for each house default that a law rule of its kind and contacts outdoes."""
    defaults = [rule for rule in rules if rule.force == "house_default"]
    laws = [rule for rule in rules if rule.force == "law"]
    return [
        (default.id, field, f"is looser than {law.id}, which is law")
        for default, law in product(defaults, laws)
        if default.kind == law.kind and _about_the_same(default, law)
        for field in _looser_fields(default, law)
    ]


def _about_the_same(one: Rule, other: Rule) -> bool:
    purposes = (one.applies_to.purpose, other.applies_to.purpose)
    share_purpose = None in purposes or bool(set(purposes[0] or ()) & set(purposes[1] or ()))
    return share_purpose and bool(one.applies_to.channel_set & other.applies_to.channel_set)


def _looser_fields(default: Rule, law: Rule) -> Iterator[str]:
    if isinstance(default, TimeWindow) and isinstance(law, TimeWindow):
        yield from _looser_windows(default, law)
    elif isinstance(default, Cooldown) and isinstance(law, Cooldown):
        yield from _looser_wait(default, law)
    elif isinstance(default, Counting) and isinstance(law, Counting) and _counts_the_same(default, law):
        yield from _looser_cap(default, law)


def _counts_the_same(default: Counting, law: Counting) -> bool:
    return (default.counts, default.is_per_debt, default.window) == (law.counts, law.is_per_debt, law.window)


def _looser_cap(default: Counting, law: Counting) -> Iterator[str]:
    if isinstance(default, FrequencyCap) and isinstance(law, FrequencyCap):
        if default.max > law.max:
            yield "max"
        if law.min_gap and _length(default.min_gap or "PT0S") < _length(law.min_gap):
            yield "min_gap"
    if isinstance(default, ChannelCap) and isinstance(law, ChannelCap):
        yield from (["max_distinct_channels"] if default.max_distinct_channels > law.max_distinct_channels else [])


def _looser_wait(default: Cooldown, law: Cooldown) -> Iterator[str]:
    if default.wait.type != law.wait.type or default.after.event != law.after.event:
        return
    if (default.wait.days or 0) < (law.wait.days or 0):
        yield "wait.days"
    if _length(default.wait.length or "PT0S") < _length(law.wait.length or "PT0S"):
        yield "wait.length"


def _looser_windows(default: TimeWindow, law: TimeWindow) -> Iterator[str]:
    ours, theirs = default.windows_by_day(), law.windows_by_day()
    for day in (*WEEKDAYS, "holiday"):
        if day in ours and day in theirs and not all(_inside(window, theirs[day]) for window in ours[day]):
            yield f"windows.{day}"
        if day not in ours and day in theirs:
            yield f"windows.{day}"


def _inside(window: tuple[str, str], others: Sequence[tuple[str, str]]) -> bool:
    return any(start <= window[0] and window[1] <= end for start, end in others)


def _length(text: str) -> int:
    return parse_duration(text).microseconds
