"""What a pause means at the door of a strategy, and who waits there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from acuerdo.strategies.enums import EntryEvent, Trigger
from acuerdo.strategies.models import HeldKnock, Strategy
from acuerdo.strategies.rules.relevance import relevant_for


@dataclass(frozen=True, slots=True)
class Pause:
    """What brings people in, and where that is an event (else None): to how many it happened during the pause.

    `young` come in when the strategy goes on, if they still fit; for `too_old` it happened more than `limit` ago. Due
    dates come near by the calendar: whoever fits when the strategy goes on comes in.
    """

    trigger: Trigger
    event: EntryEvent | None = None
    limit: timedelta | None = None
    young: int = 0
    too_old: int = 0


def pause_of(*, strategy_id: int, now: datetime) -> Pause:
    """What the pause of a strategy means; two queries. What happened within the last seconds may not be counted yet."""
    strategy = Strategy.objects.get(pk=strategy_id)
    trigger = Trigger(strategy.trigger)
    if trigger is not Trigger.EVENT:
        return Pause(trigger)
    event = EntryEvent(strategy.entry_event)
    limit = relevant_for(event)
    young = Q() if limit is None else Q(at__gte=now - limit)
    found = HeldKnock.objects.filter(strategy_id=strategy_id, event=event).aggregate(
        all=Count("pk"), young=Count("pk", filter=young)
    )
    return Pause(trigger, event, limit, found["young"], found["all"] - found["young"])
