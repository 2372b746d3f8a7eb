"""Telling enrolments that something happened. Only appends: whoever records a payment never waits for the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from acuerdo.kernel.shards import SHARDS
from acuerdo.strategies.enums import WakeEvent

CHANNEL = "acuerdo_due"
"""Woken through this: whoever moves what is due and lets cases in."""
NEWS = "acuerdo_news"
"""Woken through this: whoever moves those that heard of an event."""


def wake(*, case_ids: Sequence[int], event: WakeEvent, now: datetime) -> None:
    """Tell the enrolments of these cases of an event; a worker is woken when the transaction commits.

    The engine takes it up under the shard lock of the person: enrolments being moved at this moment hear of it right
    after, if their new step listens. An event before they came to their step counts for nothing there.
    """
    _append("cases_case c WHERE c.id = ANY(%(cases)s)", {"cases": list(case_ids)}, event, now)


def wake_people(*, people: Iterable[tuple[int, int | None]], event: WakeEvent, now: datetime) -> None:
    """Like `wake` for all cases of (debtor, creditor) pairs; no creditor means with any of them."""
    pairs = list(people)
    found = (
        "unnest(%(debtors)s::bigint[], %(creditors)s::bigint[]) AS p(debtor_id, creditor_id) "
        "JOIN cases_case c ON c.debtor_id = p.debtor_id AND (p.creditor_id IS NULL OR c.creditor_id = p.creditor_id)"
    )
    keys = {"debtors": [debtor for debtor, _ in pairs], "creditors": [creditor for _, creditor in pairs]}
    _append(found, keys, event, now)


def _append(cases: str, keys: dict[str, Any], event: WakeEvent, now: datetime) -> None:
    # One statement, and so one commit where there is no transaction around.
    sql = f"""
        WITH told AS (
            INSERT INTO strategies_wake (shard, case_id, events, at)
            SELECT c.debtor_id %% {SHARDS}, c.id, %(event)s, %(now)s FROM {cases}
            RETURNING id
        )
        SELECT pg_notify('{NEWS}', '') FROM told LIMIT 1
    """  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(sql, {**keys, "event": event.bit, "now": now})
