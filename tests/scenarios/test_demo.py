"""`acuerdo demo` in small: its creditors, files, texts and strategies live through some days without a breach."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from acuerdo.channels.models import Message
from acuerdo.compliance.replay.ledger import replay_ledger
from acuerdo.portfolio.models import Creditor, Import
from acuerdo.simulation.demo.seed import LOGINS, fill
from acuerdo.staff.models import User
from acuerdo.strategies.models import Enrolment, Strategy

# Tuesday at 12:00 in Madrid; the days before it have the Monday on which settlements are proposed.
NOW = datetime(2026, 6, 16, 10, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_demo_is_filled_and_lives(tmp_path: Path) -> None:
    steps = list(fill(now=NOW, days=5, scale=0.02, folder=tmp_path))

    assert steps[-1].share == 1.0
    assert Creditor.objects.count() == 3
    assert set(Import.objects.values_list("status", "rejected_count")) == {("done", 0)}
    assert User.objects.count() == len(LOGINS)
    live = dict(Strategy.objects.filter(status="live").values_list("key", "pk"))
    assert set(live) == {"due-soon", "early-friendly", "late-clear", "settlement"}
    running = set(Enrolment.objects.values_list("strategy_id", flat=True))
    assert {live["early-friendly"], live["late-clear"]} <= running
    assert set(Message.objects.filter(direction="out").values_list("status", flat=True)) == {"sent"}
    assert replay_ledger().breaches == ()
