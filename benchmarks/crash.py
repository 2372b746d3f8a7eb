"""Fifty kills during a send of 20,000 messages: nothing arrives twice, nothing is lost."""

from __future__ import annotations

from typing import Any

from benchmarks.mailing.killing import kill_while_sending

SIZES = {"default": 20_000, "quick": 1_500}


def run(*, size: int = SIZES["default"]) -> dict[str, Any]:
    """Kill a worker about every second of the send; a message doubled or lost is an error."""
    found = kill_while_sending(messages=size, kills=max(3, size // 400), seed=20_260_310, per_second=250.0)
    if not found.is_clean:
        raise RuntimeError(f"not at most once: {found.as_dict()}")
    return {
        "name": "messages doubled or lost when workers are killed", "ours": found.doubled + found.lost,
        "unit": "messages", "limit": 0, "limit_name": "none", "ratio": None, **found.as_dict(),
    }  # fmt: skip
