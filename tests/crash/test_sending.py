"""Workers are killed while they send: nothing arrives twice, nothing is lost, and no other state is wrong.

The full form, 50 kills and 20,000 messages, is `acuerdo bench crash`.
"""

from __future__ import annotations

import pytest

from benchmarks.mailing.killing import kill_while_sending

pytestmark = pytest.mark.crash


@pytest.fixture
def for_children(database_url, monkeypatch):
    """The test's database, for the worker processes."""
    monkeypatch.setenv("DATABASE_URL", database_url)


def test_killed_workers_neither_double_nor_lose_a_message(for_children):
    found = kill_while_sending(messages=900, kills=3, seed=7, per_second=300.0)

    assert found.is_clean, found.as_dict()
    assert found.kills == 3
    assert found.sent + found.uncertain == found.messages == 900
    assert found.arrived >= found.sent
