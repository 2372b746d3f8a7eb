"""Frames of past contacts as columns: many rows are read another way than few, with the same result."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from acuerdo.compliance.rules.questions import HISTORY_COLUMNS, read_history

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize(("flags", "values"), [([], [()]), (["bounced"], [("bounced",)])])
def test_many_contacts_are_read_like_few(flags: list[str], values: list[tuple[str, ...]]) -> None:
    one = {"person": 1, "at": NOON, "channel": "sms", "live": False, "direction": "out", "purpose": "collection"}
    few = pl.DataFrame([{**one, "debt": None, "flags": flags}], schema=HISTORY_COLUMNS)
    many = pl.concat([few] * 600)

    assert read_history(few, since=0).flags.values == values
    assert read_history(many, since=0).flags.values == values
