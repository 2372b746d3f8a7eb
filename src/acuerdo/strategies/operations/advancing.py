"""The production world: due enrolments out of PostgreSQL, through the interpreter, and what it decided back in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection, transaction

from acuerdo.cases.operations.catching_up import catch_up_with
from acuerdo.cases.queries import fact_frame
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.content.queries import facts_needed, live_versions
from acuerdo.kernel.shards import SHARDS, shard_of
from acuerdo.strategies.nodes.entry import Ceiling
from acuerdo.strategies.operations.ceilings import judge_within, keep_spending
from acuerdo.strategies.operations.claiming import (
    SHARDS_AT_ONCE,
    claim,
    claim_woken,
    lock_busy_shards,
    lock_due_shards,
    lock_woken_shards,
)
from acuerdo.strategies.operations.effects import carry_out, transfer_on
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.operations.writing import write_decisions, write_messages, write_moves, write_tasks
from acuerdo.strategies.queries import graph_of
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.interpreter import Outcome, run
from acuerdo.strategies.rules.kinds import Judge

# One transaction's worth: enough to spread its fixed cost of some thirty statements.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a batch did. `shards`: those it held; none means nothing is due, or others hold all that is.

    `used`: on how many of them it found somebody. `held_elsewhere`: how many more have news, but are held by others.
    `going_on`: how many acted, or went to another strategy, and are due again at once.
    """

    shards: tuple[int, ...] = ()
    used: int = 0
    held_elsewhere: int = 0
    claimed: int = 0
    going_on: int = 0
    steps: int = 0
    ended: int = 0
    messages: int = 0
    tasks: int = 0

    def __add__(self, other: Advanced) -> Advanced:
        return Advanced(
            shards=other.shards or self.shards,
            used=other.used or self.used,
            held_elsewhere=other.held_elsewhere or self.held_elsewhere,
            claimed=self.claimed + other.claimed,
            going_on=self.going_on + other.going_on,
            steps=self.steps + other.steps,
            ended=self.ended + other.ended,
            messages=self.messages + other.messages,
            tasks=self.tasks + other.tasks,
        )


def advance_batch(*, now: datetime, first_shard: int = 0, limit: int = BATCH, width: int = SHARDS_AT_ONCE) -> Advanced:
    """Move up to `limit` due and woken enrolments as far as they go, in one transaction.

    Takes the locks of up to `width` free shards, beginning with `first_shard`, so that workers stay apart and nobody
    else judges a contact of the same people meanwhile. A crash at any point leaves everything as it was.
    """
    with transaction.atomic():
        return _advance_shards(lock_busy_shards(now=now, first=first_shard, width=width), limit=limit, now=now)


def advance_on_time(
    *, now: datetime, first_shard: int = 0, limit: int = BATCH, width: int = SHARDS_AT_ONCE
) -> Advanced:
    """Like `advance_batch`, for whoever's time has come: those who only heard of an event are left to `advance_woken`.

    People of a shard with news wait for that, unless all that are due have news: then they are moved together.
    """
    with transaction.atomic():
        return _advance_shards(lock_due_shards(now=now, first=first_shard, width=width), limit=limit, now=now)


def advance_woken(*, now: datetime, limit: int = BATCH) -> Advanced:
    """Move up to `limit` enrolments that heard of an event, and nobody who is only due; in one transaction.

    Beside `advance_on_time`, so that whoever answers does not wait for a batch of many. Events of people whose shard
    somebody else holds are left for the next time.
    """
    with transaction.atomic():
        shards, held_elsewhere = lock_woken_shards()
        done = Advanced(shards=tuple(shards), held_elsewhere=held_elsewhere)
        if shards:
            done += _advance(claim_woken(shards=shards, now=now, limit=limit), now=now)
        if done.going_on:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        return done


def _advance_shards(shards: list[int], *, limit: int, now: datetime) -> Advanced:
    if not shards:
        return Advanced()
    return Advanced(shards=tuple(shards)) + _advance(claim(shards=shards, now=now, limit=limit), now=now)


def _advance(claimed: pl.DataFrame, *, now: datetime) -> Advanced:
    people = claimed["debtor_id"].to_list()
    done = Advanced(used=len({shard_of(debtor_id) for debtor_id in people}))
    if not people:
        return done
    behind = [debtor_id for debtor_id, late in zip(people, claimed["is_behind"].to_list(), strict=True) if late]
    if behind:
        # Rules must know of every message, also of those that left this second.
        catch_up_with(debtor_ids=behind, now=now)
    for today, frame in _groups(claimed, now):
        done += _advance_group(frame, today=today, now=now)
    return done


def _groups(claimed: pl.DataFrame, now: datetime) -> Iterator[tuple[date, pl.DataFrame]]:
    """Those who follow the same version on the same day, with the date where their creditor is.

    By strategy and day, so that two workers that hold the days of strategies with a ceiling never wait in a circle.
    """
    zones = set(claimed["creditor_zone"].to_list())
    days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in zones}
    if len(zones) == 1 and claimed["version_id"].n_unique() == 1:
        yield days[zones.pop()], claimed
        return
    dated = claimed.with_columns(pl.col("creditor_zone").replace_strict(days, return_dtype=pl.Date).alias("today"))
    ordered = dated.sort("strategy_id", "today", "version_id", maintain_order=True)
    for frame in ordered.partition_by("version_id", "today", maintain_order=True):
        yield frame["today"][0], frame.drop("today")


def advance_due(*, now: datetime, limit: int = BATCH, width: int = SHARDS_AT_ONCE) -> Advanced:
    """Run batches until nothing is due that nobody else holds; what they did in total.

    With all shards at once (`width`) a lone caller needs fewer batches; beside workers it would keep them waiting.
    """
    total, first = Advanced(), 0
    while (done := advance_batch(now=now, first_shard=first, limit=limit, width=width)).shards:
        total += done
        first = (done.shards[-1] + 1) % SHARDS
    return total


def _advance_group(frame: pl.DataFrame, *, today: date, now: datetime) -> Advanced:
    version_id = frame["version_id"][0]
    graph = graph_of(version_id)
    creditors = list(set(frame["creditor_id"].to_list()))
    live = live_versions(keys=graph.templates, creditor_ids=creditors) if graph.templates else {}
    # Once for rules and texts: what a message says is what was known when it was decided.
    keys = facts_needed(live.values()).keys.union(graph.fact_keys)
    facts = _facts(frame["case_id"], keys, graph, days=dict.fromkeys(creditors, today), now=now)
    frame = frame.join(facts, on="case_id", how="left", maintain_order="left")

    def judge(intents: pl.DataFrame) -> pl.DataFrame:
        return judge_and_reserve(intents, now=now)

    ceiling = graph.entry_settings.ceiling
    if ceiling is None or not graph.channels:
        outcome = run(graph, frame, now=now, today=today, judge=judge)
    else:
        outcome = _run_within(ceiling, judge, graph, frame, today=today, now=now)
    messages = write_messages(outcome, graph, live=live, facts=facts, now=now)
    tasks = write_tasks(outcome, now=now)
    write_decisions(outcome, frame, graph, version_id=version_id, now=now)
    carry_out(outcome.effects, strategy_key=graph.name, now=now)
    write_moves(outcome.moves.hstack([frame["debtor_id"]]), lane=graph.entry_settings.lane, now=now)
    transfer_on(outcome.effects.get("transfers"), version_id=version_id, now=now)
    return _counts(outcome, messages, tasks, now)


def _facts(
    case_ids: pl.Series, keys: frozenset[str], graph: Graph, *, days: Mapping[int, date], now: datetime
) -> pl.DataFrame:
    if not keys:
        return case_ids.to_frame()
    found = fact_frame(case_ids.to_list(), keys, now=now, custom=graph.custom, days=days)
    return found.drop("debtor_id", "creditor_id")


def _run_within(
    ceiling: Ceiling, judge: Judge, graph: Graph, frame: pl.DataFrame, *, today: date, now: datetime
) -> Outcome:
    strategy_id = frame["strategy_id"][0]
    within = judge_within(
        judge, ceiling, strategy_id=strategy_id, creditor_ids=frame["creditor_id"].unique().to_list(), today=today
    )
    outcome = run(graph, frame, now=now, today=today, judge=within)
    keep_spending(within, strategy_id=strategy_id, today=today)
    return outcome


def _counts(outcome: Outcome, messages: int, tasks: int, now: datetime) -> Advanced:
    transfers = outcome.effects.get("transfers")
    transferred = 0 if transfers is None else transfers.height
    return Advanced(
        claimed=outcome.moves.height,
        going_on=int((outcome.moves["due_at"] <= now).sum()) + transferred,
        steps=outcome.decisions.height,
        ended=outcome.moves.height - outcome.moves["outcome"].null_count(),
        messages=messages,
        tasks=tasks,
    )
