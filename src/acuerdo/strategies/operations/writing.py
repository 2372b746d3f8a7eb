"""Carrying out what passes decided: messages, tasks, moves, decisions, each set in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from acuerdo.cases import operations as cases
from acuerdo.content.queries import LiveVersion
from acuerdo.kernel.facts import Fact
from acuerdo.kernel.frames import INSTANT, copy_frame
from acuerdo.kernel.shards import shard_of
from acuerdo.strategies.enums import EnrolmentStatus
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.interpreter import Outcome

_MOVE = f"""
    WITH moved AS (
        SELECT id, node, 'epoch'::timestamptz + entered * interval '1 microsecond' AS entered,
               'epoch'::timestamptz + due * interval '1 microsecond' AS due, listens,
               NULLIF(outcome, '') AS outcome, shard, lane
        FROM unnest(%(ids)s::bigint[], %(nodes)s::smallint[], %(entered)s::bigint[], %(due)s::bigint[],
                    %(listens)s::integer[], %(outcomes)s::text[], %(shards)s::smallint[], %(lanes)s::smallint[])
            AS m(id, node, entered, due, listens, outcome, shard, lane)
    ), written AS (
        UPDATE strategies_enrolment e
        SET node = m.node, node_entered_at = m.entered, due_at = m.due, listens = m.listens, woken = 0,
            status = CASE WHEN m.outcome IS NULL THEN {EnrolmentStatus.ACTIVE} ELSE {EnrolmentStatus.ENDED} END,
            outcome = COALESCE(m.outcome, ''),
            ended_at = CASE WHEN m.outcome IS NOT NULL THEN %(now)s::timestamptz END
        FROM moved m WHERE e.id = m.id
    )
    INSERT INTO strategies_dueenrolment (shard, lane, due_at, enrolment_id)
    SELECT shard, lane, due, id FROM moved WHERE due IS NOT NULL
"""  # noqa: S608 - composed of constants only


CONTACT = (
    "debtor_id", "creditor_id", "case_id", "channel", "contact_point_id", "purpose", "template", "tone", "enrolment_id",
    "node", "contact_id", "verdict_id", "landing",
)  # fmt: skip
"""Columns of an allowed contact, as `cases.operations.write_messages` wants them."""
_TASK = ("case_id", "creditor_id", "kind", "title", "titles", "due_at", "enrolment_id")


_TALLY: dict[str, Any] = {
    "node": pl.Int16,
    "outlet": pl.String,
    "count": pl.Int64,
    "version_id": pl.Int64,
    "at": INSTANT,
}


@dataclass(frozen=True, slots=True)
class Pass:
    """What a run of a version decided for the enrolments of `frame`, not written yet."""

    version_id: int
    graph: Graph
    frame: pl.DataFrame
    outcome: Outcome


def write_moves(passes: Sequence[Pass], *, now: datetime) -> pl.DataFrame:
    """Write where claimed enrolments stand now, and put those that go on back among the due, in one statement.

    Returns the `Outcome.moves` of all.
    """
    moves = pl.concat(each.outcome.moves for each in passes)
    people = [debtor_id for each in passes for debtor_id in each.frame["debtor_id"].to_list()]
    lanes = [lane for each in passes for lane in [each.graph.entry_settings.lane.place] * each.frame.height]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "ids": moves["enrolment_id"].to_list(),
                "nodes": moves["node"].to_list(),
                "entered": moves["node_entered_at"].to_physical().to_list(),
                "due": moves["due_at"].to_physical().to_list(),
                "listens": moves["listens"].to_list(),
                "outcomes": [outcome or "" for outcome in moves["outcome"].to_list()],
                "shards": [shard_of(debtor_id) for debtor_id in people],
                "lanes": lanes,
                "now": now,
            },
        )
    return moves


def write_messages(
    passes: Sequence[Pass],
    *,
    live: Mapping[tuple[str, int], LiveVersion],
    facts: pl.DataFrame,
    custom: tuple[Fact, ...],
    now: datetime,
) -> int:
    """Queue the allowed contacts; returns how many will be sent (one whose text cannot be made is kept as failed).

    `live`, `facts` and `custom` as `cases.operations.write_messages` wants them.
    """
    contacts = [_contacts(each.outcome.intents, each.graph) for each in passes if each.outcome.intents is not None]
    if not contacts:
        return 0
    written = cases.write_messages(pl.concat(contacts), now=now, custom=custom, live=live, facts=facts)
    return written["fault"].to_list().count("")


def _contacts(intents: pl.DataFrame, graph: Graph) -> pl.DataFrame:
    names = pl.Series([node.id for node in graph.nodes], dtype=pl.String)
    return intents.select(
        *(column for column in CONTACT if column != "node"),
        pl.lit(names).gather("node").alias("node"),
        pl.lit(graph.entry_settings.lane.place, pl.Int16).alias("lane"),
    )


def write_tasks(passes: Sequence[Pass], *, now: datetime) -> int:
    """Put the tasks on the agents' lists; returns how many."""
    decided = [each.outcome.tasks.select(_TASK) for each in passes if each.outcome.tasks is not None]
    if not decided:
        return 0
    tasks = pl.concat(decided)
    cases.create_tasks(tasks=tasks, now=now)
    return tasks.height


def write_decisions(passes: Sequence[Pass], *, now: datetime) -> None:
    """Keep a row for each way taken: facts used, the gate's verdict, the lot drawn; and tally them for counts."""
    deciding = [each for each in passes if each.outcome.decisions.height]
    if not deciding:
        return
    rows = pl.concat(_decisions(each, now) for each in deciding)
    # By case, so that the index finds the place of a case's rows once.
    copy_frame("strategies_decision", rows.sort("case_id", maintain_order=True))
    taken = (rows[column].to_list() for column in ("node", "outlet", "version_id"))
    counts = Counter(zip(*taken, strict=True))
    tally = [(node, outlet, count, version_id, now) for (node, outlet, version_id), count in counts.items()]
    copy_frame("strategies_tally", pl.DataFrame(tally, schema=_TALLY, orient="row"))


def _decisions(one: Pass, now: datetime) -> pl.DataFrame:
    decisions = one.outcome.decisions
    return _with_verdicts(decisions, one.outcome.verdicts).select(
        "enrolment_id",
        pl.lit(one.frame["case_id"]).gather("row").alias("case_id"),
        pl.lit(one.version_id, pl.Int64).alias("version_id"),
        "node",
        "outlet",
        pl.lit(now).alias("at"),
        _facts(decisions, one.frame, one.graph).alias("facts"),
        "verdict_id",
        pl.col("arm").fill_null(""),
        "propensity",
    )


def _with_verdicts(decisions: pl.DataFrame, verdicts: pl.DataFrame | None) -> pl.DataFrame:
    if verdicts is None:
        return decisions.with_columns(pl.lit(None, dtype=pl.Int64).alias("verdict_id"))
    asked = verdicts.select("row", "node", "verdict_id")
    return decisions.join(asked, on=["row", "node"], how="left", maintain_order="left")


def _facts(decisions: pl.DataFrame, frame: pl.DataFrame, graph: Graph) -> pl.Series:
    """The facts each split looked at, as json text; null for steps that look at none."""
    facts = pl.Series([None] * decisions.height, dtype=pl.String)
    node = decisions["node"]
    for place in node.unique().to_list():
        keys = graph.facts_at(place)
        if keys:
            here = (node == place).arg_true()
            used = frame.select(keys)[decisions["row"].gather(here)].to_struct("used")
            facts = facts.scatter(here, used.struct.json_encode())
    return facts
