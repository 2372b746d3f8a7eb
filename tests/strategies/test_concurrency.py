"""Two at once: nothing is claimed twice, nothing waits for the engine, no event is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import psycopg
import pytest
from django.db import connection, transaction

from acuerdo.cases.models import FactsBehind
from acuerdo.cases.operations.catching_up import note_behind
from acuerdo.channels.models import Message
from acuerdo.kernel import shards
from acuerdo.kernel.audit import SYSTEM
from acuerdo.payments.enums import Method
from acuerdo.payments.operations import record_payment
from acuerdo.strategies import tasks
from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.models import Decision, DueEnrolment, Enrolment, Wake
from acuerdo.strategies.operations import (
    Advanced,
    advance_batch,
    advance_due,
    advance_on_time,
    advance_woken,
    enrol_due,
    wake,
)
from acuerdo.strategies.operations.claiming import lock_due_shards
from acuerdo.strategies.tasks import LATELY, SOON, EngineLoop, EventLoop, Pace
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
Result = TypeVar("Result")


def elsewhere(work: Callable[[], Result]) -> Result:
    """Do it on another connection, as another worker would, and wait no longer than ten seconds."""

    def run() -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=10)


@pytest.fixture
def carla() -> int:
    scenes.templates()
    scenes.strategy()
    case = scenes.owing("Carla Núñez Prieto", people.creditor())
    enrol_due(now=NOW)
    return int(case.pk)


def test_event_during_a_claim_is_neither_blocked_nor_lost(carla: int):
    with transaction.atomic():
        advance_batch(now=NOW)
        elsewhere(lambda: wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=NOW + timedelta(seconds=1)))

    advance_due(now=NOW + timedelta(seconds=2))

    assert scenes.standing(carla) == "pause"
    scenes.assert_due_table_fits()


def test_two_workers_never_move_the_same_case(carla: int):
    with transaction.atomic():
        first = advance_batch(now=NOW)
        second = elsewhere(lambda: advance_batch(now=NOW))

    assert (first.claimed, second.claimed, second.shards) == (1, 0, ())
    assert Message.objects.count() == 1


def test_two_workers_work_side_by_side():
    scenes.templates()
    scenes.strategy()
    roble = people.creditor()
    # The first contact of all stores the verdict that the others share; until it commits they would wait for it.
    scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    advance_due(now=NOW)
    for number in range(40):
        scenes.owing(f"Persona {number}", roble, phone=f"+346000000{number:02d}")
    enrol_due(now=NOW + DAY)

    with transaction.atomic():
        first = advance_batch(now=NOW + DAY)
        second = elsewhere(lambda: advance_batch(now=NOW + DAY))
    advance_due(now=NOW + DAY)

    assert first.claimed > 0
    assert second.claimed > 0
    assert not set(first.shards) & set(second.shards)
    assert Message.objects.count() == 41
    assert Message.objects.values("enrolment_id").distinct().count() == 41
    scenes.assert_due_table_fits()


def test_worker_that_dies_in_a_batch_leaves_the_work_to_another(carla: int):
    def dies() -> None:
        with transaction.atomic():
            advance_batch(now=NOW)
            connection.close()  # what the database sees of a killed process

    elsewhere(dies)
    with transaction.atomic():
        shards.lock(range(shards.SHARDS))  # waits for the database to see it

    assert Message.objects.count() == Decision.objects.count() == 0
    assert advance_due(now=NOW).messages == 1


def test_payment_in_full_ends_the_strategy_within_one_drain(carla: int):
    EngineLoop().drain(now=NOW, worker_id=1)
    enrolment = Enrolment.objects.get()

    record_payment(
        creditor_id=enrolment.creditor_id,
        debtor_id=enrolment.debtor_id,
        amount_cents=24_000,
        currency="EUR",
        provider="sandbox",
        reference="P1",
        method=Method.CARD,
        received_at=NOW + DAY,
        actor=SYSTEM,
        now=NOW + DAY,
    )
    EventLoop().drain(now=NOW + DAY, worker_id=1)

    assert scenes.standing(carla) in ("ended: closed", "ended: paid")
    assert Wake.objects.count() == 0


def test_drain_says_when_the_next_is_due(carla: int):
    loop = EngineLoop()

    assert loop.drain(now=NOW, worker_id=1) == NOW
    assert loop.drain(now=NOW, worker_id=1) == NOW + 3 * DAY


def test_who_heard_of_an_event_moves_without_those_who_are_only_due(carla: int):
    advance_due(now=NOW)
    dan = scenes.owing("Daniel Ruiz", people.creditor(reference="haya"), phone="+34600000002")
    enrol_due(now=NOW + DAY)
    wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)

    done = advance_woken(now=NOW + DAY)

    assert (done.claimed, done.held_elsewhere) == (1, 0)
    assert (scenes.standing(carla), scenes.standing(dan.pk)) == ("pause", "entry")
    scenes.assert_due_table_fits()


def test_who_is_behind_with_facts_is_caught_up_with_before_anything_is_decided(carla: int):
    debtor_id = Enrolment.objects.get(case_id=carla).debtor_id
    note_behind(debtor_ids=[debtor_id, debtor_id + 1])

    assert advance_due(now=NOW).messages == 1
    assert list(FactsBehind.objects.values_list("debtor_id", flat=True)) == [debtor_id + 1]


def test_shards_with_news_are_left_to_the_other_loop_while_others_are_due():
    for shard in (3, 5):
        DueEnrolment.objects.create(shard=shard, due_at=NOW, enrolment_id=shard)
    for shard in (3, 7):
        Wake.objects.create(shard=shard, case_id=shard, events=WakeEvent.REPLIED.bit, at=NOW)

    def free() -> list[int]:
        with transaction.atomic():
            return lock_due_shards(now=NOW, first=0)

    assert free() == [5]
    DueEnrolment.objects.filter(shard=5).delete()
    assert free() == [3]


def test_who_only_heard_of_an_event_is_left_to_the_loop_of_events(carla: int):
    advance_due(now=NOW)
    wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)

    assert advance_on_time(now=NOW + DAY) == Advanced()
    assert EngineLoop().drain(now=NOW + DAY, worker_id=1) == NOW + 3 * DAY
    assert scenes.standing(carla) == "listen"


def test_who_is_due_and_has_news_hears_them_first(carla: int):
    advance_due(now=NOW)
    wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=NOW + 3 * DAY)

    assert advance_on_time(now=NOW + 3 * DAY).claimed == 1
    assert scenes.standing(carla) == "pause"


def test_who_acts_after_an_event_goes_on_without_waiting_for_the_clock(database_url: str):
    scenes.templates()
    scenes.strategy(scenes.REMINDER.replace("{kind: wait, for: P1D, next: call}", "{kind: release, next: call}"))
    carla = scenes.owing("Carla Núñez Prieto", people.creditor()).pk
    enrol_due(now=NOW)
    advance_due(now=NOW)
    wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)

    with psycopg.connect(database_url, autocommit=True) as ear:
        ear.execute(f"LISTEN {EngineLoop.channel}")
        assert advance_woken(now=NOW + DAY).going_on == 1
        assert [heard.channel for heard in ear.notifies(timeout=5, stop_after=1)] == [EngineLoop.channel]
    EngineLoop().drain(now=NOW + DAY, worker_id=1)

    assert scenes.standing(carla) == "ended: finished"


def test_loop_of_events_comes_back_soon_to_people_that_others_hold(carla: int):
    advance_due(now=NOW)
    pace, later = Pace(), NOW + DAY
    loop = EventLoop(pace)

    assert loop.drain(now=later, worker_id=1) is None
    assert pace.is_quiet(later)
    wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=later)
    with transaction.atomic():
        shards.lock_people([Enrolment.objects.get().debtor_id])
        assert elsewhere(lambda: loop.drain(now=later, worker_id=1)) == later + SOON
    assert not pace.is_quiet(later)

    assert loop.drain(now=later, worker_id=1) == later
    assert Wake.objects.count() == 0
    assert pace.is_quiet(later + LATELY + SOON)


def test_loop_of_events_says_whether_it_has_anybody_at_hand(carla: int):
    advance_due(now=NOW)
    pace = Pace()
    loop = EventLoop(pace)
    wake(case_ids=[carla], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)

    at_hand = []
    for _ in range(2):
        loop.drain(now=NOW + DAY, worker_id=1)
        at_hand.append(not pace.no_news.is_set())

    assert at_hand == [True, False]


def test_batches_are_small_and_hold_few_shards_while_events_come_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tasks, "SMALL_BATCH", 1)
    scenes.templates()
    scenes.strategy()
    roble = people.creditor()
    for number in range(3):
        scenes.owing(f"Persona {number}", roble, phone=f"+3460000000{number}")
    loop = EngineLoop(Pace(heard_at=NOW))

    moved = []
    for _ in range(3):
        loop.drain(now=NOW, worker_id=1)
        moved.append(Message.objects.count())

    assert moved == [1, 2, 3]
