"""Cases come in by the clock: each live strategy looks by its rule, before due dates, or at its times of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction

from acuerdo.cases.queries import days_of_creditors
from acuerdo.portfolio.queries import time_zones
from acuerdo.strategies.enums import EntryEvent, StrategyStatus, Trigger, Weekday
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.nodes.entry import Schedule
from acuerdo.strategies.operations.entering import door_of, enter
from acuerdo.strategies.operations.knocking import admit_knockers
from acuerdo.strategies.queries import graph_of
from acuerdo.strategies.queries.doors import only
from acuerdo.strategies.rules.clock_times import next_local

# How long a case may wait to be noticed. News of imports and of publishing bring the next look forward.
SCAN_EVERY = timedelta(seconds=60)
# Due dates come nearer once a day, at midnight where the creditor is.
DUE_DATES_EVERY = timedelta(minutes=15)

# Once for each due date: not again if it came in since that date began to be near.
_DUE_SOON = """EXISTS (
    SELECT FROM portfolio_debt d
    JOIN unnest(%(creditors_of_days)s::bigint[], %(days)s::date[]) AS today(creditor_id, day)
        ON today.creditor_id = f.creditor_id
    WHERE d.debtor_id = f.debtor_id AND d.creditor_id + 0 = f.creditor_id AND d.status = 'open'
      AND d.due_date BETWEEN today.day AND today.day + %(days_before)s
      AND NOT EXISTS (SELECT FROM strategies_enrolment n WHERE n.case_id = f.case_id AND n.strategy_id = %(strategy)s
                      AND n.entered_at >= d.due_date - %(days_before)s))"""


def enrol_due(*, now: datetime) -> int:
    """Let in whoever a live strategy is due to look for, and whoever something happened to; returns how many entered.

    Strategies are asked in order of priority, so a case that two want goes to the first. A strategy that another
    worker is looking for is left to it.
    """
    entered = admit_knockers(now=now)
    with transaction.atomic():
        due = list(
            Strategy.objects.select_for_update(skip_locked=True)
            .filter(status=StrategyStatus.LIVE, scan_at__lte=now)
            .order_by("priority", "key")
        )
        for strategy in due:
            entered += _look(strategy, now)
            strategy.scan_at = next_look(strategy, after=now)
        Strategy.objects.bulk_update(due, ["scan_at"])
    return entered


def next_look(strategy: Strategy, *, after: datetime) -> datetime | None:
    """When a live strategy looks for cases again; None if only news or other systems bring them."""
    settings = graph_of(strategy.live_version_id or 0).entry_settings
    if settings.trigger is Trigger.SEGMENT:
        return after + SCAN_EVERY
    if settings.event is EntryEvent.DUE_APPROACHING:
        return after + DUE_DATES_EVERY
    if settings.schedule is None:
        return None
    return min((next_slot(settings.schedule, zone=zone, after=after) for zone in _zones(strategy)), default=None)


def first_look(strategy: Strategy, *, now: datetime) -> datetime | None:
    """When a strategy that goes live now looks first: at once, but at fixed times only from their next one on."""
    settings = graph_of(strategy.live_version_id or 0).entry_settings
    is_looking = settings.trigger is Trigger.SEGMENT or settings.event is EntryEvent.DUE_APPROACHING
    return now if is_looking else next_look(strategy, after=now)


def next_slot(schedule: Schedule, *, zone: str, after: datetime) -> datetime:
    """The first time of a schedule in a time zone strictly after an instant."""
    days = frozenset(list(Weekday).index(day) for day in schedule.weekdays)
    return next_local(at=time.fromisoformat(schedule.at), weekdays=days, zone=zone, after=after)


def _look(strategy: Strategy, now: datetime) -> int:
    settings = graph_of(strategy.live_version_id or 0).entry_settings
    if settings.schedule is not None:
        return _on_schedule(strategy, settings.schedule, now)
    if settings.trigger is Trigger.SEGMENT:
        return len(enter(strategy, door_of(strategy, now=now), now=now))
    if settings.event is EntryEvent.DUE_APPROACHING:
        return _before_due_dates(strategy, settings.days_before or 0, now)
    return 0  # its entry was another one when this look was planned


def _before_due_dates(strategy: Strategy, days_before: int, now: datetime) -> int:
    days = days_of_creditors(now=now)
    near = only(
        door_of(strategy, now=now), _DUE_SOON,
        creditors_of_days=list(days), days=list(days.values()), days_before=days_before,
    )  # fmt: skip
    return len(enter(strategy, near, now=now))


def _on_schedule(strategy: Strategy, schedule: Schedule, now: datetime) -> int:
    """Let in the creditors whose time has come since the last look: once, however late, and however many were missed.

    `scan_at` is the earliest time that has not been looked at; it moves on in the same transaction.
    """
    zones = _zones(strategy)
    before = (strategy.scan_at or now) - timedelta(microseconds=1)
    come = [
        creditor_id
        for zone, creditor_ids in zones.items()
        if next_slot(schedule, zone=zone, after=before) <= now
        for creditor_id in creditor_ids
    ]
    return len(enter(strategy, door_of(strategy, now=now, creditor_ids=come), now=now)) if come else 0


def _zones(strategy: Strategy) -> Mapping[str, Sequence[int]]:
    return time_zones(creditor_ids=None if strategy.creditor_id is None else [strategy.creditor_id])
