"""Whom a strategy would reach if it began now, and what would stop it: looked at, never written or reserved."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from acuerdo.cases.queries import days_of_creditors, fact_frame
from acuerdo.compliance.queries import judge_intents
from acuerdo.compliance.queries.verdicts import Reason, story_of
from acuerdo.strategies.queries.doors import MAY_ENTER, not_thrown_out, selected, since
from acuerdo.strategies.queries.standing import standing_of
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.interpreter import Outcome, run

# So many cases are judged; more would make people wait, and change no figure they could act on.
MOST_JUDGED = 5_000
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many contacts a rule stops today: `until` if they may be made later, else they go another way."""

    reason: Reason
    cases: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class FirstContact:
    """Cases by what would become of them today. `judged` of `entering` were looked at; the rest stands for all.

    `selected` by the rule, `entering` of them free to come in; of those judged: `sent` by channel, `unreachable`,
    `later` (a lawful hour comes), `refused`; `stopped` says by which rules. `examples`: keys of the first cases.
    """

    selected: int
    entering: int
    judged: int = 0
    sent: Mapping[str, int] | None = None
    unreachable: int = 0
    later: int = 0
    refused: int = 0
    stopped: Sequence[Stopped] = ()
    examples: Sequence[int] = ()


def first_contact(
    graph: Graph, *, creditor_ids: Sequence[int] | None, now: datetime, strategy_id: int | None = None
) -> FirstContact:
    """Judge the first message of a strategy for everybody who would come in now; nothing is reserved.

    Who is in the strategy already, or was too short a time ago, does not come in (`strategy_id`); days on which it is
    not open are not asked. A strategy without a message answers with the counts alone (`sent` is None).
    """
    counts, case_ids = _entering(graph, creditor_ids, strategy_id, now)
    place = _first_message(graph)
    if place is None or not case_ids:
        return FirstContact(*counts, examples=tuple(case_ids[:EXAMPLES]))
    documents: dict[int, Mapping[str, Any]] = {}

    def judge(intents: pl.DataFrame) -> pl.DataFrame:
        judged = judge_intents(intents, now=now)
        documents.update(judged.documents)
        return pl.concat([intents, judged.frame.drop("question_id")], how="horizontal")

    outcomes = [
        run(graph, frame, now=now, today=today, judge=judge)
        for today, frame in _frames(graph, case_ids, place=place, now=now)
    ]
    return _sum(outcomes, place, documents, counts, case_ids)


def _entering(
    graph: Graph, creditor_ids: Sequence[int] | None, strategy_id: int | None, now: datetime
) -> tuple[tuple[int, int], list[int]]:
    door = selected(graph, creditor_ids=creditor_ids, now=now)
    free = f"{MAY_ENTER} AND {not_thrown_out(graph)}"
    values = {**door.parameters, **since(graph, strategy_id=strategy_id, now=now), "limit": MOST_JUDGED}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {free}) FROM cases_casefacts f WHERE {door.where}",  # noqa: S608
            values,
        )
        counts = cursor.fetchone()
        cursor.execute(
            f"SELECT f.case_id FROM cases_casefacts f WHERE {door.where} AND {free} "  # noqa: S608
            "ORDER BY f.case_id LIMIT %(limit)s",
            values,
        )
        return (counts[0], counts[1]), [row[0] for row in cursor.fetchall()]


def _first_message(graph: Graph) -> int | None:
    """The message fewest steps away from the entry."""
    seen, todo = {graph.entry}, deque([graph.entry])
    while todo:
        place = todo.popleft()
        if graph.nodes[place].kind.name == "message":
            return place
        onward = [int(target) for target in graph.nodes[place].targets if int(target) not in seen]
        seen.update(onward)
        todo.extend(onward)
    return None


def _frames(graph: Graph, case_ids: Sequence[int], *, place: int, now: datetime) -> list[tuple[date, pl.DataFrame]]:
    frame = standing_of(case_ids=case_ids, node=place, now=now)
    if graph.fact_keys:
        facts = fact_frame(list(case_ids), graph.fact_keys, now=now, custom=graph.custom)
        frame = frame.join(facts.drop("debtor_id", "creditor_id"), on="case_id", how="left", maintain_order="left")
    days = days_of_creditors(frame["creditor_id"].unique().to_list(), now=now)
    dated = frame.with_columns(pl.col("creditor_id").replace_strict(days, return_dtype=pl.Date).alias("today"))
    parts = dated.partition_by("today", maintain_order=True)
    return [(part["today"][0], part.drop("today")) for part in parts]


def _sum(
    outcomes: Sequence[Outcome],
    place: int,
    documents: Mapping[int, Mapping[str, Any]],
    counts: tuple[int, int],
    case_ids: Sequence[int],
) -> FirstContact:
    decisions = pl.concat([outcome.decisions for outcome in outcomes]).filter(pl.col("node") == place)
    ways: dict[str, int] = dict(decisions.group_by("outlet").len().iter_rows())
    made = [outcome.intents.filter(pl.col("node") == place) for outcome in outcomes if outcome.intents is not None]
    sent: dict[str, int] = dict(pl.concat(made).group_by("channel").len().sort("channel").iter_rows()) if made else {}
    return FirstContact(
        *counts,
        judged=len(case_ids),
        sent=sent,
        unreachable=ways.get("no_contact_point", 0),
        later=len(case_ids) - sum(ways.values()),
        refused=ways.get("not_allowed", 0),
        stopped=_stopped(outcomes, place, documents),
        examples=tuple(case_ids[:EXAMPLES]),
    )


def _stopped(
    outcomes: Sequence[Outcome], place: int, documents: Mapping[int, Mapping[str, Any]]
) -> tuple[Stopped, ...]:
    asked = [outcome.verdicts.filter(pl.col("node") == place) for outcome in outcomes if outcome.verdicts is not None]
    if not asked:
        return ()
    halted = pl.concat(asked).filter(~pl.col("decision").is_in(["allow", "warn"]))
    kinds = halted.group_by("verdict_key").agg(pl.col("row").n_unique(), pl.col("next_allowed_at").min())
    found: dict[str, Stopped] = {}
    for key, cases, until in kinds.sort("verdict_key").iter_rows():
        for reason in story_of(documents[key]).failed:
            before = found.get(reason.rule)
            total = cases + (before.cases if before else 0)
            soonest = min(filter(None, (until, before.until if before else None)), default=None)
            found[reason.rule] = Stopped(reason, total, soonest)
    return tuple(sorted(found.values(), key=lambda each: -each.cases))
