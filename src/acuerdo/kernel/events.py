"""News between contexts: rows in the same transaction as the change, receivers called at once.

A context publishes what happened in its own words (frozen dataclasses in `<context>/events.py`); contexts above
listen in their `receivers.py`. Receivers run inside the publisher's transaction, so news is never lost and never
arrives about a change that was rolled back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Base of all events. Fields named `debtor_id` and `creditor_id` are indexed with the row."""


E = TypeVar("E", bound=DomainEvent)
Receiver = Callable[..., None]

_receivers: dict[type[DomainEvent], list[Receiver]] = {}


def receives(kind: type[E]) -> Callable[[Receiver], Receiver]:
    """Call the decorated function with all events of one kind published together: `(events, *, now)`."""

    def register(receiver: Receiver) -> Receiver:
        _receivers.setdefault(kind, []).append(receiver)
        return receiver

    return register


def publish(*events: DomainEvent, now: datetime) -> None:
    """Write events and hand them to their receivers, kind by kind, in one transaction with the caller's change."""
    publish_many(events, now=now)


def publish_many(events: Sequence[DomainEvent], *, now: datetime) -> None:
    """Like `publish`, for a sequence. Publish sets, not single rows in a loop: receivers work set-wise."""
    if not events:
        return
    # No savepoint: an event without its change, or a change without its events, must not be.
    with transaction.atomic(savepoint=False):
        _write(events, now)
        ordered = sorted(events, key=lambda event: type(event).__name__)
        for kind, group in groupby(ordered, key=type):
            same = list(group)
            for receiver in _receivers.get(kind, ()):
                receiver(same, now=now)


def _write(events: Sequence[DomainEvent], now: datetime) -> None:
    sql = (
        "COPY kernel_event (kind, at, debtor_id, creditor_id, data) FROM STDIN"
        if len(events) > 1
        else "INSERT INTO kernel_event (kind, at, debtor_id, creditor_id, data) VALUES (%s, %s, %s, %s, %s)"
    )
    rows = [_row(event, now) for event in events]
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
            return
        with cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)


def _row(event: DomainEvent, now: datetime) -> tuple[Any, ...]:
    # Not `asdict`: it copies every number of a long tuple, 2 µs each.
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return (
        type(event).__name__,
        now,
        values.get("debtor_id"),
        values.get("creditor_id"),
        json.dumps(values, cls=DjangoJSONEncoder),
    )
