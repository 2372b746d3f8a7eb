"""May we contact this person, now, this way? The gate: all questions of a frame at once, all rules of their packs.

`judge` answers each question for itself; `judge_in_turn` lets an allowed question count against later ones of the
same person. docs/algorithms/gate.md explains both with worked numbers.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.compliance.rules import answers, counting, standing
from acuerdo.compliance.rules.hours import opens
from acuerdo.compliance.rules.local_time import NEVER, Instants, instant_of
from acuerdo.compliance.rules.pack_models import TimeWindow
from acuerdo.compliance.rules.packs import Pack
from acuerdo.compliance.rules.questions import Flags, History, Questions, read_history, read_questions
from acuerdo.compliance.rules.rule_book import Entry, RuleBook, rule_book

DENY, DEFER, WARN, ALLOW = 3, 2, 1, 0  # places in answers.DECISIONS
_SEVERITY = {"deny": DENY, "defer": DEFER, "warn": WARN}
_BLOCK = 16_384  # questions judged together: their contacts fit the processor's cache
_MOST_TRIES = 800
"""Rounds of moving on to a common opening of several rules: two a day for a year."""


@dataclass(slots=True)
class _Findings:
    """What is known of each question so far: rules that apply and fail as bits, the worst outcome, when it ends."""

    applies: NDArray[np.uint64]
    fails: NDArray[np.uint64]
    severity: NDArray[np.int8]
    free: Instants

    def add(self, number: int, on_fail: str, applies: Flags, fails: Flags) -> None:
        failed = applies & fails
        bit = np.uint64(1 << number)
        self.applies[applies] |= bit
        self.fails[failed] |= bit
        self.severity[failed] = np.maximum(self.severity[failed], _SEVERITY[on_fail])


def judge(questions: pl.DataFrame, history: pl.DataFrame, packs: Sequence[Pack]) -> pl.DataFrame:
    """Judge a frame of questions under the rules of all packs, ANDed. Answers stand in the order of the questions.

    Columns of both frames: `questions.QUESTION_COLUMNS` and `HISTORY_COLUMNS`. Answer: question_id, decision
    (allow, defer, deny, warn), failed and passed (rule ids in order of reporting), next_allowed_at (of a deferral:
    the first instant at which all that can be waited for has passed; null if waiting does not help), verdict_key
    (equal for equal packs and findings; `answers.verdict_document` tells it in full).
    Raises NotAQuestionFrame, CannotCombinePacks.
    """
    book = rule_book(tuple(packs))
    first = questions["now"].min() if questions.height else None
    since = instant_of(first) - counting.reach_of(book) if isinstance(first, datetime) else 0
    past = read_history(history, since=since)
    blocks = [questions[start : start + _BLOCK] for start in range(0, max(questions.height, 1), _BLOCK)]
    if len(blocks) == 1:
        return _judge_block(questions, past, book)
    # NumPy and Polars let go of the interpreter, so blocks are judged on all cores, in bounded memory.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return pl.concat(threads.map(lambda block: _judge_block(block, past, book), blocks))


def _judge_block(questions: pl.DataFrame, past: History, book: RuleBook) -> pl.DataFrame:
    found = _find(read_questions(questions), past, book)
    return answers.assemble(questions["question_id"], found.applies, found.fails, found.severity, found.free, book)


def judge_by_set(questions: pl.DataFrame, history: pl.DataFrame, sets: Mapping[str, Sequence[Pack]]) -> pl.DataFrame:
    """Judge rows that name their own packs in a column `pack_set`; order is kept. An unknown set raises KeyError."""
    numbered = questions.with_row_index("row_number")
    parts = []
    for (name,), part in numbered.group_by("pack_set", maintain_order=True):
        answer = judge(part, history, sets[str(name)])
        parts.append(answer.with_columns(part["row_number"]))
    if not parts:
        return judge(questions, history, ())
    return pl.concat(parts).sort("row_number").drop("row_number")


def judge_in_turn(questions: pl.DataFrame, history: pl.DataFrame, packs: Sequence[Pack]) -> pl.DataFrame:
    """Judge questions so that each one allowed counts as an attempt against later ones of the same person."""
    turns = questions.select(pl.int_range(pl.len()).over("person").alias("turn"))["turn"]
    numbered = questions.with_row_index("row_number")
    parts = []
    for turn in sorted(turns.unique()) or [0]:
        part = numbered.filter(turns == turn)
        answer = judge(part, history, packs).with_columns(part["row_number"])
        parts.append(answer)
        history = pl.concat([history, as_contacts(part.filter(answer["decision"].is_in(["allow", "warn"])), history)])
    return pl.concat(parts).sort("row_number").drop("row_number")


def as_contacts(questions: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """What history looks like once these questions were acted upon: attempts at their instants."""
    contacts = questions.select(
        "person",
        pl.col("now").alias("at"),
        "channel",
        "debt",
        pl.lit(False).alias("live"),
        pl.lit("out").alias("direction"),
        pl.lit([], dtype=pl.List(pl.String)).alias("flags"),
        "purpose",
    )
    return contacts.select(history.columns).cast(dict(history.schema))  # type: ignore[arg-type]


def _find(q: Questions, past: History, book: RuleBook) -> _Findings:
    found = _Findings(
        applies=np.zeros(q.size, dtype=np.uint64),
        fails=np.zeros(q.size, dtype=np.uint64),
        severity=np.zeros(q.size, dtype=np.int8),
        free=q.now.copy(),
    )
    entries = list(enumerate(book.entries))
    pairs = counting.pair(q, past)
    hours: list[tuple[int, Entry, Flags]] = []
    for number, entry in entries:
        applies, rule = book.applies(entry, q), entry.rule
        if isinstance(rule, counting.CountingRule):
            fails, free = counting.free_at(entry, q, applies, pairs)
            found.add(number, rule.on_fail, applies, fails)
            if rule.on_fail == "defer":
                found.free = np.where(applies, np.maximum(found.free, free), found.free)
        elif isinstance(rule, TimeWindow):
            hours.append((number, entry, applies))
        else:
            fails = standing.fails(rule, q, book)
            found.add(number, rule.on_fail, applies, fails)
            if rule.on_fail == "defer":
                found.free[applies & fails] = NEVER
    _refuse_the_unknown(found, q, book)
    _add_hours(found, hours, q)
    return found


def _refuse_the_unknown(found: _Findings, q: Questions, book: RuleBook) -> None:
    for number, fails in enumerate((standing.unknown_purposes(q, book), standing.unknown_parties(q, book))):
        # Silent when they have nothing to say: they are the gate's, no pack's.
        found.add(len(book.entries) + number, "deny", fails, fails)


def _add_hours(found: _Findings, hours: Sequence[tuple[int, Entry, Flags]], q: Questions) -> None:
    for number, entry, applies in hours:
        open_at = opens(entry, q, np.flatnonzero(applies), q.now)
        fails = np.zeros(q.size, dtype=bool)
        fails[applies] = open_at > q.now[applies]
        found.add(number, entry.rule.on_fail, applies, fails)
    waiting = found.severity == DEFER
    _move_to_opening(
        found, [(entry, applies) for _, entry, applies in hours if entry.rule.on_fail != "warn"], q, waiting
    )
    found.free[~waiting] = NEVER


def _move_to_opening(found: _Findings, hours: Sequence[tuple[Entry, Flags]], q: Questions, waiting: Flags) -> None:
    """Move each waiting question on to the first instant at which all its hours are open."""
    moving = np.flatnonzero(waiting & (found.free < NEVER))
    for _ in range(_MOST_TRIES):
        before = found.free[moving]
        for entry, applies in hours:
            rows = moving[applies[moving]]
            found.free[rows] = opens(entry, q, rows, found.free)
        moving = moving[(found.free[moving] > before) & (found.free[moving] < NEVER)]
        if len(hours) == 1 or not len(moving):
            return
    found.free[moving] = NEVER
