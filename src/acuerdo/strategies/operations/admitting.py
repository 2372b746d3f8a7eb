"""Cases come in because somebody says so: another system through the API, or another strategy by a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus, Trigger
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations.entering import door_of, enter, free_since, only

_WHY_NOT = f"""
    SELECT k.id, CASE
        WHEN f.case_id IS NULL THEN 'unknown_case'
        WHEN a.strategy_id = %(strategy)s THEN 'already_inside'
        WHEN a.strategy_id IS NOT NULL THEN 'in_another_strategy'
        WHEN EXISTS (SELECT FROM strategies_enrolment b
                     WHERE b.case_id = k.id AND b.strategy_id = %(strategy)s
                       AND (%(free_since)s::timestamptz IS NULL OR b.ended_at > %(free_since)s)) THEN 'was_here'
        ELSE 'not_by_rule' END
    FROM unnest(%(cases)s::bigint[]) AS k(id)
    LEFT JOIN cases_casefacts f ON f.case_id = k.id
    LEFT JOIN strategies_enrolment a
        ON a.debtor_id = f.debtor_id AND a.creditor_id = f.creditor_id AND a.status = {EnrolmentStatus.ACTIVE.value}
"""  # noqa: S608 - composed of constants only


class CannotEnrol(Exception):
    """There is no live strategy of that name (`not_live`), or its entry is not by API (`not_by_api`)."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Cases that came in, and why the others did not.

    Reasons: unknown_case, already_inside, in_another_strategy, was_here (and may not enter again yet), not_by_rule
    (its entry rule or an exit rule keeps it out).
    """

    entered: tuple[int, ...]
    refused: dict[int, str]


def enrol_by_api(*, strategy_key: str, case_ids: Sequence[int], actor: Actor, now: datetime) -> Enrolled:
    """Let in these cases; the same again changes nothing. The caller has checked that the actor may see them."""
    with transaction.atomic():
        strategy = Strategy.objects.select_for_update().filter(key=strategy_key, status=StrategyStatus.LIVE).first()
        if strategy is None:
            raise CannotEnrol("not_live")
        if strategy.trigger != Trigger.API:
            raise CannotEnrol("not_by_api")
        asked = sorted(set(case_ids))
        door = only(door_of(strategy, now=now), "f.case_id = ANY(%(cases)s)", cases=asked)
        # Before, so that those who come in now are not told to be inside already.
        reasons = _why_not(strategy, asked, now)
        entered = enter(strategy, door, now=now)
        audit.record(
            audit.Entry(
                action="strategies.strategy.enrolled",
                obj_type="strategies.strategy",
                obj_id=strategy.pk,
                actor=actor,
                creditor_id=strategy.creditor_id,
                after={"asked": len(asked), "entered": len(entered)},
            ),
            at=now,
        )
    return Enrolled(tuple(entered), {case_id: why for case_id, why in reasons.items() if case_id not in set(entered)})


def transfer(transfers: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Let cases that a step sent elsewhere into that strategy; returns the rows of those it did not take.

    `transfers`: case_id and strategy (key). Exit rules and re-entry count there, the entry rule does not: the step has
    decided. In the transaction that ended them where they were, under the locks of their people.
    """
    live = Strategy.objects.filter(status=StrategyStatus.LIVE, key__in=transfers["strategy"].unique().to_list())
    entered: list[int] = []
    for strategy in live.order_by("priority", "key"):
        sent = transfers.filter(pl.col("strategy") == strategy.key)["case_id"].to_list()
        door = only(door_of(strategy, now=now, is_by_rule=False), "f.case_id = ANY(%(cases)s)", cases=sent)
        entered += enter(strategy, door, now=now)
    return transfers.filter(~pl.col("case_id").is_in(entered))


def _why_not(strategy: Strategy, case_ids: list[int], now: datetime) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            _WHY_NOT, {"strategy": strategy.pk, "cases": case_ids, "free_since": free_since(strategy, now=now)}
        )
        return dict(cursor.fetchall())
