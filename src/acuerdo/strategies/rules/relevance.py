"""How long news is worth acting on, where a strategy could not act at once because it was paused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from acuerdo.strategies.enums import EntryEvent

# Thanks for a payment, or an answer to a reply, are odd after a weekend. What is owed and was not kept still is.
# A case that was imported is there to be worked on, however long ago that was: it has no limit.
_LIMITS: Mapping[EntryEvent, timedelta] = {
    EntryEvent.REPLIED: timedelta(days=3),
    EntryEvent.PAYMENT_RECORDED: timedelta(days=3),
    EntryEvent.PROMISE_BROKEN: timedelta(days=14),
    EntryEvent.INSTALMENT_MISSED: timedelta(days=14),
    EntryEvent.DISPUTE_RESOLVED: timedelta(days=14),
    EntryEvent.OFFER_EXPIRED: timedelta(days=14),
}


def relevant_for(event: EntryEvent) -> timedelta | None:
    """How long after an event a case may still come in because of it; None: however long."""
    return _LIMITS.get(event)


def still_matters(event: EntryEvent, *, since: datetime, now: datetime) -> bool:
    """Whether an event of `since` is worth coming in for."""
    limit = relevant_for(event)
    return limit is None or now - since <= limit
