"""Verdicts of the gate over a frame, beside the bare join and count of the same history, and beside reservation."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from acuerdo.compliance.rules.gate import judge
from acuerdo.compliance.rules.packs import load_packs
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS, QUESTION_COLUMNS

SIZES = {"default": 200_000, "quick": 20_000}
HISTORY = 30  # contacts a person
DAYS = (7, 60)  # over which the history is spread: all of it counts, or what an old debtor has
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
CHANNELS = ["sms", "email", "voice_human", "whatsapp", "letter"]
ZONES = [["Europe/Madrid"], ["Atlantic/Canary"], []]
REGIONS = ["MD", "CT", "AN", "CN", None]
REPEATS = 3


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Judge `size` questions with 30 past contacts each under all rules of the Spanish pack; best of three."""
    packs = load_packs(["es"], today=NOW.date())
    return [_measure(size, days, packs) for days in DAYS]


def _measure(size: int, days: int, packs: Any) -> dict[str, Any]:
    questions, history = _questions(size), _history(size, days)
    ours = _best(lambda: judge(questions, history, packs))
    limit = _best(lambda: _bare_count(questions, history))
    return {
        "name": f"gate verdicts, 30 contacts in {days} days", "ours": round(size / ours), "unit": "verdicts/s",
        "limit": round(size / limit), "limit_name": "bare join of the history and one count a person",
        "ratio": round(limit / ours, 2), "size": size,
    }  # fmt: skip


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def _bare_count(questions: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """What any cap must do at least: find each person's contacts of the last week and count them."""
    recent = pl.col("at") > pl.col("now") - pl.duration(days=7)
    return (
        questions.lazy()
        .select("person", "now")
        .join(history.lazy().select("person", "at"), on="person")
        .group_by("person")
        .agg(recent.sum())
        .collect()
    )


def _questions(size: int) -> pl.DataFrame:
    random = np.random.default_rng(1)
    zones = pl.Series(ZONES, dtype=pl.List(pl.String)).gather(random.integers(0, len(ZONES), size))
    regions = pl.Series(REGIONS, dtype=pl.String).gather(random.integers(0, len(REGIONS), size))
    return pl.DataFrame({"question_id": np.arange(size), "person": np.arange(size), "debt": np.arange(size)}).select(
        "question_id",
        pl.lit(NOW).cast(QUESTION_COLUMNS["now"]).alias("now"),
        "person",
        "debt",
        pl.Series(CHANNELS).gather(random.integers(0, len(CHANNELS), size)).alias("channel"),
        zones.alias("zones"),
        regions.alias("region"),
        pl.lit("debtor").alias("party"),
        pl.lit("collection").alias("purpose"),
        pl.lit(0, dtype=pl.UInt32).alias("consents"),
        pl.lit(0, dtype=pl.UInt32).alias("opted_out"),
        pl.lit([], dtype=pl.List(pl.String)).alias("active_holds"),
        pl.lit(value=False).alias("ceased"),
        pl.lit(None, dtype=pl.String).alias("hours_override"),
        pl.lit(value=True).alias("automated"),
    )


def _history(size: int, days: int) -> pl.DataFrame:
    random = np.random.default_rng(2)
    rows = size * HISTORY
    ago = random.integers(1, days * 86_400_000_000, rows)
    at = pl.Series(int(NOW.timestamp()) * 1_000_000 - ago).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return pl.DataFrame(
        {"person": np.repeat(np.arange(size), HISTORY), "debt": np.repeat(np.arange(size), HISTORY), "at": at}
    ).select(
        "person",
        "at",
        pl.Series(CHANNELS).gather(random.integers(0, len(CHANNELS), rows)).alias("channel"),
        "debt",
        pl.Series(random.random(rows) < 0.1).alias("live"),
        pl.Series(["out", "in"]).gather((random.random(rows) < 0.1).astype(np.uint32)).alias("direction"),
        pl.lit([], dtype=HISTORY_COLUMNS["flags"]).alias("flags"),
        pl.lit("collection").alias("purpose"),
    )
