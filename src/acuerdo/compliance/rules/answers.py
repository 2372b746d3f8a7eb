"""Answers of the gate: frames of verdicts, and the document behind each verdict."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.compliance.rules.local_time import NEVER, Instants
from acuerdo.compliance.rules.questions import INSTANT
from acuerdo.compliance.rules.rule_book import GATE_PARTY, GATE_PURPOSE, RuleBook

DECISIONS = ("allow", "warn", "defer", "deny")
_GATE_CITATION = "The gate refuses what it does not know"

ANSWER_COLUMNS: dict[str, Any] = {
    "question_id": pl.Int64,
    "decision": pl.String,
    "failed": pl.List(pl.String),
    "passed": pl.List(pl.String),
    "next_allowed_at": INSTANT,
    "verdict_key": pl.UInt64,
}
_QUESTION = pl.col("question_id").cast(pl.Int64)
_DECISION = pl.lit(pl.Series(DECISIONS)).gather(pl.col("severity").cast(pl.UInt32)).alias("decision")
_NEXT = pl.when(pl.col("free") != NEVER).then("free").cast(INSTANT).alias("next_allowed_at")


def assemble(
    question_id: pl.Series,
    applies: NDArray[np.uint64],
    fails: NDArray[np.uint64],
    severity: NDArray[np.int8],
    free: Instants,
    book: RuleBook,
) -> pl.DataFrame:
    """Make the answer frame; each different finding is put into words once."""
    findings, which = _distinct(applies, fails)
    words = [_words(int(applies_bits), int(fails_bits), book) for applies_bits, fails_bits in findings]
    found = pl.DataFrame({"question_id": question_id, "which": which, "severity": severity, "free": free})
    failed, passed, keys = ([each[part] for each in words] for part in range(3))
    # One select: each step of its own would cost more than what it does to a small frame.
    return found.select_seq(
        _QUESTION,
        _DECISION,
        pl.lit(pl.Series(failed, dtype=pl.List(pl.String))).gather("which").alias("failed"),
        pl.lit(pl.Series(passed, dtype=pl.List(pl.String))).gather("which").alias("passed"),
        _NEXT,
        pl.lit(pl.Series(keys, dtype=pl.UInt64)).gather("which").alias("verdict_key"),
    )


def _distinct(
    applies: NDArray[np.uint64], fails: NDArray[np.uint64]
) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    one, first = np.unique(applies, return_inverse=True)
    other, second = np.unique(fails, return_inverse=True)
    both, which = np.unique(first * len(other) + second, return_inverse=True)
    pairs = [(int(one[key // len(other)]), int(other[key % len(other)])) for key in both]
    return pairs, which


def _names(book: RuleBook) -> list[str]:
    return [*(entry.rule.id for entry in book.entries), GATE_PURPOSE, GATE_PARTY]


def _words(applies: int, fails: int, book: RuleBook) -> tuple[list[str], list[str], int]:
    names = _names(book)
    failed = [name for number, name in enumerate(names) if fails >> number & 1]
    passed = [name for number, name in enumerate(names) if (applies & ~fails) >> number & 1]
    text = "\n".join((*failed, "", *passed))
    digest = hashlib.blake2b(book.digest + text.encode(), digest_size=8).digest()
    # 63 bits, so that it fits a bigint.
    return failed, passed, int.from_bytes(digest, "big") >> 1


def citations(rule_ids: list[str], book: RuleBook) -> list[str]:
    """The texts behind rules, each once, in their order."""
    by_id = {entry.rule.id: entry for entry in book.entries}
    texts = [
        text
        for name in rule_ids
        for text in (by_id[name].pack.citations(by_id[name].rule) if name in by_id else [_GATE_CITATION])
    ]
    return list(dict.fromkeys(texts))


def verdict_document(decision: str, failed: list[str], passed: list[str], book: RuleBook) -> dict[str, Any]:
    """A verdict without its instant, to be stored once: packs and versions, and each rule with force and citation."""
    by_id = {entry.rule.id: entry for entry in book.entries}

    def told(name: str) -> dict[str, Any]:
        if name not in by_id:
            return {"rule": name, "kind": "gate", "force": "house_default", "citations": [_GATE_CITATION]}
        entry = by_id[name]
        rule = entry.rule
        return {"rule": name, "kind": rule.kind, "force": rule.force, "citations": entry.pack.citations(rule)}

    return {
        "decision": decision,
        "packs": [{"id": pack.id, "version": pack.version, "digest": pack.digest} for pack in book.packs],
        "failed": [told(name) for name in failed],
        "passed": [told(name) for name in passed],
    }
