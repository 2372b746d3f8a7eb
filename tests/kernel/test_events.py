"""News reaches its receivers in the same transaction, set-wise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction

from acuerdo.kernel import events
from acuerdo.kernel.models import Event

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LampLit(events.DomainEvent):
    debtor_id: int
    lumen: int


@dataclass(frozen=True, slots=True)
class LampOut(events.DomainEvent):
    debtor_id: int


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    calls: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(events, "_receivers", {})

    @events.receives(LampLit)
    def on_lit(news: Sequence[LampLit], *, now: datetime) -> None:
        assert now == NOW
        calls.append(("lit", [lamp.debtor_id for lamp in news]))

    @events.receives(LampOut)
    def on_out(news: Sequence[LampOut], *, now: datetime) -> None:
        calls.append(("out", [lamp.debtor_id for lamp in news]))

    return calls


def test_publish_calls_receivers_once_per_kind(db: None, heard: list[tuple[str, list[int]]]) -> None:
    events.publish(LampLit(1, 10), LampOut(2), LampLit(3, 30), now=NOW)

    assert heard == [("lit", [1, 3]), ("out", [2])]
    assert list(Event.objects.order_by("debtor_id").values_list("kind", "debtor_id", "data")) == [
        ("LampLit", 1, {"debtor_id": 1, "lumen": 10}),
        ("LampOut", 2, {"debtor_id": 2}),
        ("LampLit", 3, {"debtor_id": 3, "lumen": 30}),
    ]


def test_a_receiver_that_fails_takes_the_event_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_receivers", {})

    @events.receives(LampLit)
    def on_lit(news: Sequence[LampLit], *, now: datetime) -> None:
        raise RuntimeError("no bulb")

    with pytest.raises(RuntimeError, match="no bulb"), transaction.atomic():
        events.publish(LampLit(1, 10), now=NOW)

    assert Event.objects.count() == 0


def test_publish_of_nothing_does_nothing(db: None) -> None:
    events.publish(now=NOW)

    assert Event.objects.count() == 0
