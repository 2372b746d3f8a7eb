"""The gate with what the database knows. Reads only; `operations.judge_and_reserve` also takes the slot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from acuerdo.compliance.queries.asking import Asked, ask
from acuerdo.compliance.queries.packs import Binding, bindings_of, packs_of
from acuerdo.compliance.rules.answers import ANSWER_COLUMNS, verdict_document
from acuerdo.compliance.rules.counting import reach_of
from acuerdo.compliance.rules.gate import as_contacts, judge
from acuerdo.compliance.rules.hours import closing_times
from acuerdo.compliance.rules.packs import Pack
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS
from acuerdo.compliance.rules.rule_book import rule_book

WITHOUT_LAW = "gate.pack"
_WITHOUT_LAW_KEY = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """Answers in the order of the intents (`rules.answers.ANSWER_COLUMNS`), and the document of each verdict_key."""

    frame: pl.DataFrame
    questions: pl.DataFrame
    bindings: Mapping[int, Binding]
    documents: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()


def judge_intents(intents: pl.DataFrame, *, now: datetime, assumed: pl.DataFrame | None = None) -> Judged:
    """Judge intents: debtor_id, creditor_id, channel, purpose, and if known debt_id, automated, contact_id (its own).

    Intents of the same person count against one another in their order. The caller holds the persons' shards if it
    acts upon the answer. `assumed`: contacts that count besides those of the ledger, see `contacts_of`.
    """
    return _judge(intents, now, _in_turn, assumed)


def contacts_of(judged: Judged) -> pl.DataFrame:
    """The contacts that what was allowed would be, for judging what comes after them."""
    allowed = judged.frame["decision"].is_in(["allow", "warn"])
    return as_contacts(judged.questions.filter(allowed), pl.DataFrame(schema=HISTORY_COLUMNS))


def judge_apart(intents: pl.DataFrame, *, now: datetime) -> Judged:
    """Judge intents like `judge_intents`, but each as if it were the only one: what may be done, not what will be.

    The answers also have `closes_at`, the end of the hours open now.
    """
    return _judge(intents, now, _apart)


Packs = Mapping[int, tuple[Pack, ...]]


def _judge(
    intents: pl.DataFrame,
    now: datetime,
    way: Callable[[Asked, Packs], pl.DataFrame],
    assumed: pl.DataFrame | None = None,
) -> Judged:
    bindings = bindings_of(creditor_ids=list(set(intents["creditor_id"].to_list())))
    packs = {key: packs_of(binding.names, now=now) for key, binding in bindings.items()}
    reach = max((reach_of(rule_book(chosen)) for chosen in packs.values()), default=0)
    sectors = {key: binding.sector for key, binding in bindings.items()}
    asked = ask(intents, sectors=sectors, now=now, reach=timedelta(microseconds=reach))
    if assumed is not None:
        asked = replace(asked, history=pl.concat([asked.history, assumed]))
    frame = _refuse_without_law(way(asked, packs), asked.questions, bindings)
    return Judged(
        frame=frame,
        questions=asked.questions,
        bindings=bindings,
        documents=_documents(frame, asked.questions, packs),
        packs=tuple(dict.fromkeys(pack for chosen in packs.values() for pack in chosen)),
    )


def _apart(asked: Asked, packs: Packs) -> pl.DataFrame:
    parts = []
    for part in asked.questions.partition_by("creditor_id", maintain_order=True):
        of_creditor = packs[part["creditor_id"][0]]
        answers = judge(part, asked.history, of_creditor)
        parts.append(answers.with_columns(closing_times(part, of_creditor).alias("closes_at")))
    return pl.concat(parts).sort("question_id") if parts else pl.DataFrame(schema=ANSWER_COLUMNS)


def _in_turn(asked: Asked, packs: Packs) -> pl.DataFrame:
    """Judge all creditors under the same packs together, and in turn where a person is asked about more than once."""
    questions, history = asked.questions, asked.history
    if len(set(packs.values())) == 1 and questions["person"].n_unique() == questions.height:
        return judge(questions, history, next(iter(packs.values())))
    turn = questions.select(pl.int_range(pl.len()).over("person").alias("turn"))["turn"]
    last = turn.max()
    under: dict[tuple[Pack, ...], list[int]] = {}
    for creditor_id, chosen in packs.items():
        under.setdefault(chosen, []).append(creditor_id)
    parts: list[pl.DataFrame] = []
    for number in sorted(turn.unique()):
        of_turn = questions.filter(turn == number)
        for chosen, creditor_ids in under.items():
            part = of_turn if len(under) == 1 else of_turn.filter(pl.col("creditor_id").is_in(creditor_ids))
            if part.is_empty():
                continue
            answers = judge(part, history, chosen)
            parts.append(answers)
            if number != last:
                allowed = answers["decision"].is_in(["allow", "warn"])
                history = pl.concat([history, as_contacts(part.filter(allowed), history)])
    return pl.concat(parts).sort("question_id") if parts else pl.DataFrame(schema=ANSWER_COLUMNS)


def _refuse_without_law(frame: pl.DataFrame, questions: pl.DataFrame, bindings: Mapping[int, Binding]) -> pl.DataFrame:
    lawless = [key for key, binding in bindings.items() if not binding.has_law]
    if not lawless:
        return frame
    refused = questions["creditor_id"].is_in(lawless)
    return frame.with_columns(
        decision=pl.when(refused).then(pl.lit("deny")).otherwise("decision"),
        failed=pl.when(refused).then(pl.lit([WITHOUT_LAW])).otherwise("failed"),
        passed=pl.when(refused).then(pl.lit([], dtype=pl.List(pl.String))).otherwise("passed"),
        next_allowed_at=pl.when(refused).then(None).otherwise("next_allowed_at"),
        verdict_key=pl.when(refused).then(pl.lit(_WITHOUT_LAW_KEY, dtype=pl.UInt64)).otherwise("verdict_key"),
    )


def _documents(frame: pl.DataFrame, questions: pl.DataFrame, packs: Packs) -> dict[int, Mapping[str, Any]]:
    """Each different verdict once."""
    first: dict[int, int] = {}
    for row, key in enumerate(frame["verdict_key"].to_list()):
        first.setdefault(key, row)
    return {
        key: verdict_document(
            frame["decision"][row],
            frame["failed"][row].to_list(),
            frame["passed"][row].to_list(),
            rule_book(packs[questions["creditor_id"][row]]),
        )
        for key, row in first.items()
    }
