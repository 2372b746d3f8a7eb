"""Daily ceilings: what a strategy has used of its day, exact over all workers.

The row of the day is held until the batch commits, so batches of one strategy with a ceiling follow each other; those
without a ceiling never meet here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection

from acuerdo.portfolio.queries import time_zones
from acuerdo.strategies.nodes.entry import Ceiling
from acuerdo.strategies.rules.ceilings import CeilingJudge
from acuerdo.strategies.rules.clock_times import start_of
from acuerdo.strategies.rules.kinds import Judge

_TAKE = """
    INSERT INTO strategies_spending AS s (strategy_id, day, contacts, cost_millis) VALUES (%s, %s, 0, 0)
    ON CONFLICT (strategy_id, day) DO UPDATE SET contacts = s.contacts
    RETURNING contacts, cost_millis
"""
_KEEP = "UPDATE strategies_spending SET contacts = %s, cost_millis = %s WHERE strategy_id = %s AND day = %s"


def judge_within(
    judge: Judge, ceiling: Ceiling, *, strategy_id: int, creditor_ids: Iterable[int], today: date
) -> CeilingJudge:
    """A judge that allows what the ceiling leaves of the day; `keep_spending` must follow in the same transaction.

    `today` is the date where these creditors are. Whoever is beyond is deferred to the next day of the first of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [strategy_id, today])
        contacts, cost_millis = cursor.fetchone()
    tomorrow = today + timedelta(days=1)
    begins = [start_of(tomorrow, zone=zone) for zone in time_zones(creditor_ids=set(creditor_ids))]
    return CeilingJudge(judge, ceiling, contacts=contacts, cost_millis=cost_millis, next_day=min(begins))


def keep_spending(judge: CeilingJudge, *, strategy_id: int, today: date) -> None:
    """Write what was used."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [judge.contacts, judge.cost_millis, strategy_id, today])
