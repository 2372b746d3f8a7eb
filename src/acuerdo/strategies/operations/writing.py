"""Carrying out what passes decided: messages, tasks, moves, decisions, each set in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection

from acuerdo.cases import operations as cases
from acuerdo.content.queries import LiveVersion
from acuerdo.kernel.facts import Fact
from acuerdo.kernel.frames import copy_frame, instant
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
    ), tallied AS (
        INSERT INTO strategies_tally (version_id, node, outlet, count, at)
        SELECT version, node, outlet, count, %(now)s
        FROM unnest(%(versions)s::bigint[], %(taken)s::smallint[], %(outlets)s::text[], %(counts)s::integer[])
            AS t(version, node, outlet, count)
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


_ASKED_AT = ("row", "node")


@dataclass(frozen=True, slots=True)
class Pass:
    """What a run of a version decided for the enrolments of `frame`, not written yet."""

    version_id: int
    graph: Graph
    frame: pl.DataFrame
    outcome: Outcome


def write_moves(passes: Sequence[Pass], *, now: datetime) -> pl.DataFrame:
    """Write where claimed enrolments stand now, put those that go on back among the due, and tally the ways taken.

    In one statement. Returns the `Outcome.moves` of all.
    """
    moves = pl.concat(each.outcome.moves for each in passes)
    people = [debtor_id for each in passes for debtor_id in each.frame["debtor_id"].to_list()]
    ways = Counter(way for each in passes for way in _ways(each))
    lanes = [lane for each in passes for lane in [each.graph.entry_settings.lane.place] * each.frame.height]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "ids": moves["enrolment_id"].to_list(),
                "nodes": moves["node"].to_list(),
                "entered": moves["node_entered_at"].cast(pl.Int64).to_list(),
                "due": moves["due_at"].cast(pl.Int64).to_list(),
                "listens": moves["listens"].to_list(),
                "outcomes": [outcome or "" for outcome in moves["outcome"].to_list()],
                "shards": [shard_of(debtor_id) for debtor_id in people],
                "lanes": lanes,
                "versions": [version_id for version_id, _, _ in ways],
                "taken": [node for _, node, _ in ways],
                "outlets": [outlet for _, _, outlet in ways],
                "counts": list(ways.values()),
                "now": now,
            },
        )
    return moves


def _ways(one: Pass) -> Iterator[tuple[int, int, str]]:
    taken = (one.outcome.decisions[column].to_list() for column in ("node", "outlet"))
    return ((one.version_id, node, outlet) for node, outlet in zip(*taken, strict=True))


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
    lane = pl.Series("lane", [graph.entry_settings.lane.place] * intents.height, dtype=pl.Int16)
    return intents[[column for column in CONTACT if column != "node"]].hstack(
        [names[intents["node"].to_numpy()].alias("node"), lane]
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
    """Keep a row for each way taken: facts used, the gate's verdict, the lot drawn."""
    deciding = [each for each in passes if each.outcome.taken.count]
    if not deciding:
        return
    rows = pl.concat(_decisions(each, now) for each in deciding)
    # By case, so that the index finds the place of a case's rows once.
    copy_frame("strategies_decision", rows.sort("case_id", maintain_order=True))


def _decisions(one: Pass, now: datetime) -> pl.DataFrame:
    decisions = one.outcome.decisions
    return decisions.select_seq(
        "enrolment_id",
        one.frame["case_id"][decisions["row"].to_numpy()],
        pl.lit(one.version_id).cast(pl.Int64).alias("version_id"),
        "node",
        "outlet",
        instant(now).alias("at"),
        _facts(decisions, one.frame, one.graph).alias("facts"),
        _verdicts(decisions, one.outcome.verdicts),
        _ARM,
        "propensity",
    )


_ARM = pl.col("arm").fill_null("")


def _verdicts(decisions: pl.DataFrame, verdicts: pl.DataFrame | None) -> pl.Series:
    keys = () if verdicts is None else zip(*(verdicts[name].to_list() for name in _ASKED_AT), strict=True)
    asked = {} if verdicts is None else dict(zip(keys, verdicts["verdict_id"].to_list(), strict=True))
    decided = zip(*(decisions[name].to_list() for name in _ASKED_AT), strict=True)
    return pl.Series("verdict_id", [asked.get(key) for key in decided], dtype=pl.Int64)


def _facts(decisions: pl.DataFrame, frame: pl.DataFrame, graph: Graph) -> pl.Series:
    """The facts each split looked at, as json text; null for steps that look at none."""
    facts = pl.Series([None] * decisions.height, dtype=pl.String)
    node = decisions["node"]
    for place in sorted(set(node.to_list())):
        keys = graph.facts_at(place)
        if keys:
            here = (node == place).arg_true()
            used = frame.select(keys)[decisions["row"].gather(here)].to_struct("used")
            facts = facts.scatter(here, used.struct.json_encode())
    return facts
