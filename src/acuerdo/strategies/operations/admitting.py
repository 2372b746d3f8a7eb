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
from acuerdo.strategies.operations.entering import door_of, enter, live_graph
from acuerdo.strategies.queries.doors import WAS_HERE, only, open_today, since
from acuerdo.strategies.queries.standing import EXIT_SQL
from acuerdo.strategies.rules.graph import Graph

_WHY_NOT = f"""
    SELECT k.id, CASE
        WHEN f.case_id IS NULL THEN 'unknown_case'
        WHEN a.strategy_id = %(strategy)s THEN 'already_inside'
        WHEN a.strategy_id IS NOT NULL THEN 'in_another_strategy'
        WHEN {WAS_HERE} THEN 'was_here'
        {{exits}}
        ELSE %(else)s END
    FROM unnest(%(cases)s::bigint[]) AS k(id)
    LEFT JOIN cases_casefacts f ON f.case_id = k.id AND f.creditor_id = %(creditor)s
    LEFT JOIN strategies_enrolment a
        ON a.debtor_id = f.debtor_id AND a.creditor_id = f.creditor_id AND a.status = {EnrolmentStatus.ACTIVE.value}
"""  # noqa: S608 - composed of constants only


class CannotEnrol(Exception):
    """No such strategy is for this creditor (`unknown`), it is not live (`not_live`), or not by API (`not_by_api`)."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Cases that came in, and why the others did not.

    Reasons: unknown_case (also for a case of another creditor), already_inside, in_another_strategy, was_here (and may
    not enter again yet), the exit rule that would throw it out (closed, paid, held, opted_out_all), not_today (outside
    the strategy's days), not_by_rule.
    """

    entered: tuple[int, ...]
    refused: dict[int, str]


def enrol_by_api(
    *, strategy_key: str, creditor_id: int, case_ids: Sequence[int], actor: Actor, now: datetime
) -> Enrolled:
    """Let in these cases of a creditor; the same again changes nothing.

    The caller has checked that the actor may act for the creditor. Raises CannotEnrol.
    """
    with transaction.atomic():
        strategy = _taking(strategy_key, creditor_id)
        graph = live_graph(strategy)
        asked = sorted(set(case_ids))
        door = door_of(strategy, now=now, creditor_ids=[creditor_id])
        # Before, so that those who come in now are not told to be inside already.
        reasons = _why_not(strategy, graph, creditor_id, asked, now)
        entered = enter(strategy, only(door, "f.case_id = ANY(%(cases)s)", cases=asked), now=now)
        audit.record(
            audit.Entry(
                action="strategies.strategy.enrolled",
                obj_type="strategies.strategy",
                obj_id=strategy.pk,
                actor=actor,
                creditor_id=creditor_id,
                after={"asked": len(asked), "entered": len(entered)},
            ),
            at=now,
        )
    inside = set(entered)
    return Enrolled(tuple(entered), {case_id: why for case_id, why in reasons.items() if case_id not in inside})


def _taking(key: str, creditor_id: int) -> Strategy:
    found = Strategy.objects.select_for_update().filter(key=key).exclude(status=StrategyStatus.ARCHIVED).first()
    if found is None or found.creditor_id not in (None, creditor_id):
        raise CannotEnrol("unknown")
    if found.status != StrategyStatus.LIVE:
        raise CannotEnrol("not_live")
    if found.trigger != Trigger.API:
        raise CannotEnrol("not_by_api")
    return found


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


def _why_not(strategy: Strategy, graph: Graph, creditor_id: int, case_ids: list[int], now: datetime) -> dict[int, str]:
    exits = " ".join(f"WHEN {EXIT_SQL[rule]} THEN '{rule.value}'" for rule in graph.exits)
    is_open = open_today(graph.entry_settings, [creditor_id], now)
    values = {
        **since(graph, strategy_id=strategy.pk, now=now),
        "cases": case_ids,
        "creditor": creditor_id,
        "else": "not_by_rule" if is_open else "not_today",
    }
    with connection.cursor() as cursor:
        cursor.execute(_WHY_NOT.format(exits=exits), values)
        return dict(cursor.fetchall())
