"""Events wake enrolments; strategies pause, resume and stop; counts and checks tell the truth."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from acuerdo.cases.models import CaseFacts
from acuerdo.channels.models import Message
from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import WakeEvent
from acuerdo.strategies.models import Decision, DueEnrolment, Enrolment, Strategy, Wake
from acuerdo.strategies.operations import (
    CannotHalt,
    CannotPublish,
    advance_due,
    enrol_due,
    pause_strategy,
    publish_strategy,
    resume_strategy,
    stop_strategy,
    wake,
    wake_people,
)
from acuerdo.strategies.queries import CONSISTENCY, live_counts, strategies_of
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def roble():
    scenes.templates()
    return people.creditor()


# Waking


def test_event_moves_a_listening_case_at_once(roble):
    case_id = scenes.listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert scenes.standing(case_id) == "pause"
    assert Wake.objects.count() == 0
    scenes.assert_due_table_fits()


def test_event_nobody_listens_to_changes_nothing(roble):
    case_id = scenes.listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.MESSAGE_OPENED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert scenes.standing(case_id) == "listen"
    assert Wake.objects.count() == 0
    scenes.assert_due_table_fits()


def test_first_listed_event_wins_over_another_of_the_same_moment(roble):
    case_id = scenes.listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)
    wake(case_ids=[case_id], event=WakeEvent.PROMISE_MADE, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert scenes.standing(case_id) == "ended: finished"


def test_event_before_arrival_does_not_count(roble):
    case_id = scenes.listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW - DAY)
    advance_due(now=NOW + DAY)

    assert scenes.standing(case_id) == "listen"


def test_part_payment_neither_ends_nor_shortens_a_wait(roble):
    case_id = scenes.listening(roble)

    wake_people(people=[(Enrolment.objects.get().debtor_id, roble.pk)], event=WakeEvent.PAYMENT_RECORDED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert scenes.standing(case_id) == "listen"
    assert Enrolment.objects.get().due_at == NOW + 3 * DAY
    scenes.assert_due_table_fits()


def test_full_payment_ends_a_waiting_case_at_once(roble):
    case_id = scenes.listening(roble)
    CaseFacts.objects.update(balance_cents=0)

    wake_people(people=[(Enrolment.objects.get().debtor_id, None)], event=WakeEvent.PAYMENT_RECORDED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert scenes.standing(case_id) == "ended: paid"


# Halting


def test_paused_strategy_moves_nobody_and_remembers_events(roble):
    case_id = scenes.listening(roble)
    strategy = Strategy.objects.get()

    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)
    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)
    advance_due(now=NOW + 5 * DAY)
    scenes.owing("Luis Gil Romero", roble)
    assert enrol_due(now=NOW + 5 * DAY) == 0

    assert scenes.standing(case_id) == "listen"
    scenes.assert_due_table_fits()
    resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + 5 * DAY)
    scenes.assert_due_table_fits()
    advance_due(now=NOW + 5 * DAY)
    assert scenes.standing(case_id) == "pause"


def test_stopped_strategy_ends_everybody_for_good(roble):
    case_id = scenes.listening(roble)
    strategy = Strategy.objects.get()

    stop_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)

    assert scenes.standing(case_id) == "ended: stopped"
    assert DueEnrolment.objects.count() == 0
    with pytest.raises(CannotHalt):
        resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)
    with pytest.raises(CannotPublish):
        publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)


# Counting


def test_live_counts_say_who_stands_where_and_which_ways_were_taken(roble):
    case_id = scenes.listening(roble)
    scenes.owing("Luis Gil Romero", roble, phone="+34600000002", open_tasks=4)
    enrol_due(now=NOW + DAY)
    advance_due(now=NOW + DAY)

    counts = {count.node_id: (count.active, count.ways) for count in live_counts(strategy_id=Strategy.objects.get().pk)}

    assert counts["listen"] == (1, {})
    assert counts["amount"] == (0, {"otherwise": 1, "busy": 1})
    assert counts["done"] == (0, {"end:finished": 1})
    assert [(row.key, row.active, row.ended, row.version) for row in strategies_of(creditor_ids=None)] == [
        ("reminder", 1, 1, 1)
    ]
    assert case_id


def test_document_survives_the_database(roble):
    strategy = scenes.strategy()

    with connection.cursor() as cursor:
        cursor.execute("SELECT draft::text FROM strategies_strategy")
        stored = json.loads(cursor.fetchone()[0])

    assert (
        Document.model_validate(stored)
        == Document.model_validate(strategy.draft)
        == read_file(scenes.REMINDER).document
    )


def test_consistency_checks_are_silent_until_something_is_wrong(roble):
    case_id = scenes.listening(roble)
    assert [faults_by(sql) for _, sql, _ in CONSISTENCY] == [[], [], [], [], []]

    enrolment = Enrolment.objects.get(case_id=case_id)
    DueEnrolment.objects.update(due_at=NOW)
    Decision.objects.all().delete()
    Enrolment.objects.update(node=99)
    Strategy.objects.update(status="stopped")

    assert [faults_by(sql) for _, sql, _ in CONSISTENCY] == [
        [(enrolment.pk,)],
        [(enrolment.pk,)],
        [(enrolment.pk,)],
        [(enrolment.pk,)],
        [(Message.objects.get().pk,)],
    ]


def faults_by(sql: str) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
