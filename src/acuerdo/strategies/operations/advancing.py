"""The production world: due enrolments out of PostgreSQL, through the interpreter, and what it decided back in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection, transaction

from acuerdo.cases.operations.catching_up import catch_up_with
from acuerdo.cases.queries import fact_frame
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.content.queries import LiveVersion, facts_needed, live_versions
from acuerdo.kernel.facts import Fact
from acuerdo.kernel.frames import beside
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
from acuerdo.strategies.operations.writing import Pass, write_decisions, write_messages, write_moves, write_tasks
from acuerdo.strategies.queries import graph_of
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.interpreter import Outcome, run, run_together, walk
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
    groups = _groups(claimed, now)
    # One look at what is known and one writing for all versions whose rules share the creditor's own facts.
    for custom, together in groupby(groups, key=lambda group: group.graph.custom):
        done += _advance_groups(list(together), custom, now=now)
    return done


@dataclass(frozen=True, slots=True)
class _Group:
    """Those who follow the same version on the same day: the date where their creditor is."""

    version_id: int
    graph: Graph
    today: date
    frame: pl.DataFrame

    @property
    def ceiling(self) -> Ceiling | None:
        """How much it may do in a day, if it contacts anybody at all."""
        return self.graph.entry_settings.ceiling if self.graph.channels else None


def _groups(claimed: pl.DataFrame, now: datetime) -> Iterator[_Group]:
    """In the order of strategies and days: two workers that hold days of a ceiling never wait for each other."""
    zones = set(claimed["creditor_zone"].to_list())
    days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in zones}
    if len(zones) == 1 and len(set(claimed["version_id"].to_list())) == 1:
        version_id = claimed["version_id"][0]
        yield _Group(version_id, graph_of(version_id), days[zones.pop()], claimed)
        return
    dated = claimed.with_columns(pl.col("creditor_zone").replace_strict(days, return_dtype=pl.Date).alias("today"))
    ordered = dated.sort("strategy_id", "today", "version_id", maintain_order=True)
    for frame in ordered.partition_by("version_id", "today", maintain_order=True):
        version_id = frame["version_id"][0]
        yield _Group(version_id, graph_of(version_id), frame["today"][0], frame.drop("today"))


def advance_due(*, now: datetime, limit: int = BATCH, width: int = SHARDS_AT_ONCE) -> Advanced:
    """Run batches until nothing is due that nobody else holds; what they did in total.

    With all shards at once (`width`) a lone caller needs fewer batches; beside workers it would keep them waiting.
    """
    total, first = Advanced(), 0
    while (done := advance_batch(now=now, first_shard=first, limit=limit, width=width)).shards:
        total += done
        first = (done.shards[-1] + 1) % SHARDS
    return total


def _advance_groups(groups: Sequence[_Group], custom: tuple[Fact, ...], *, now: datetime) -> Advanced:
    done = Advanced()
    left = list(groups)
    while left:
        live, facts = _known(left, custom, now=now)
        passes: list[Pass] = []
        # What a step causes besides contacts and tasks may matter to the next group, which waits for it.
        while left and not (passes and passes[-1].outcome.effects):
            together = _before_anything_happens(left)
            left = left[len(together) :]
            passes += _run(together, facts, now=now)
        done += _write(passes, live=live, facts=facts, custom=custom, now=now)
    return done


def _before_anything_happens(groups: Sequence[_Group]) -> Sequence[_Group]:
    """Those that may ask the gate together: up to the first that may have effects; one with a ceiling by itself."""
    if groups[0].ceiling is not None:
        return groups[:1]
    for place, group in enumerate(groups):
        if group.ceiling is not None:
            return groups[:place]
        if group.graph.acts:
            return groups[: place + 1]
    return groups


def _known(
    groups: Sequence[_Group], custom: tuple[Fact, ...], *, now: datetime
) -> tuple[Mapping[tuple[str, int], LiveVersion], pl.DataFrame]:
    """The live versions of the templates that groups use, and the facts that their rules and texts name.

    Once for both: what a message says is what was known when it was decided.
    """
    templates = {key for group in groups for key in group.graph.templates}
    days = {creditor_id: group.today for group in groups for creditor_id in group.frame["creditor_id"].to_list()}
    live = live_versions(keys=templates, creditor_ids=days) if templates else {}
    keys = facts_needed(live.values()).keys.union(*(group.graph.fact_keys for group in groups))
    cases = list(dict.fromkeys(case_id for group in groups for case_id in group.frame["case_id"].to_list()))
    if not keys:
        return live, pl.DataFrame({"case_id": cases}, schema={"case_id": pl.Int64})
    found = fact_frame(cases, keys, now=now, custom=custom, days=days)
    return live, found[["case_id", *sorted(keys)]]


def _run(groups: Sequence[_Group], facts: pl.DataFrame, *, now: datetime) -> list[Pass]:
    def judge(intents: pl.DataFrame) -> pl.DataFrame:
        return judge_and_reserve(intents, now=now)

    frames = [beside(group.frame, facts, on="case_id") for group in groups]
    first = groups[0]
    if first.ceiling is None:
        walks = [
            walk(group.graph, frame, now=now, today=group.today) for group, frame in zip(groups, frames, strict=True)
        ]
        outcomes = run_together(walks, judge)
    else:
        outcomes = [_run_within(first.ceiling, judge, first.graph, frames[0], today=first.today, now=now)]
    return [
        Pass(group.version_id, group.graph, frame, outcome)
        for group, frame, outcome in zip(groups, frames, outcomes, strict=True)
    ]


def _write(
    passes: Sequence[Pass],
    *,
    live: Mapping[tuple[str, int], LiveVersion],
    facts: pl.DataFrame,
    custom: tuple[Fact, ...],
    now: datetime,
) -> Advanced:
    """Write what these passes decided; only the last may have effects."""
    messages = write_messages(passes, live=live, facts=facts, custom=custom, now=now)
    tasks = write_tasks(passes, now=now)
    write_decisions(passes, now=now)
    last = passes[-1]
    carry_out(last.outcome.effects, strategy_key=last.graph.name, now=now)
    moves = write_moves(passes, now=now)
    transfers = last.outcome.effects.get("transfers")
    transfer_on(transfers, version_id=last.version_id, now=now)
    transferred = 0 if transfers is None else transfers.height
    return Advanced(
        claimed=moves.height,
        going_on=int((moves["due_at"] <= now).sum()) + transferred,
        steps=sum(each.outcome.taken.count for each in passes),
        ended=moves.height - moves["outcome"].null_count(),
        messages=messages,
        tasks=tasks,
    )


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
