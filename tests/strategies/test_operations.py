"""Strategies in the database: written, entered, moved, woken, halted; and nothing half-done."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from acuerdo.cases.models import CaseFacts, Task
from acuerdo.channels.models import Message
from acuerdo.compliance.models import Contact
from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus, WakeEvent
from acuerdo.strategies.models import Decision, DueEnrolment, Enrolment, Strategy, StrategyVersion, Wake
from acuerdo.strategies.operations import (
    CannotHalt,
    CannotPublish,
    CannotSaveDraft,
    advance_due,
    create_strategy,
    enrol_due,
    pause_strategy,
    publish_strategy,
    resume_strategy,
    save_draft,
    stop_strategy,
    wake,
    wake_people,
)
from acuerdo.strategies.queries import live_counts, strategies_of, strategy_file
from acuerdo.strategies.rules.changes import Changes
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


def standing(case_id: int) -> str:
    """The step a case stands at, or its outcome."""
    enrolment = Enrolment.objects.filter(case_id=case_id).latest("id")
    if enrolment.status == EnrolmentStatus.ENDED:
        return f"ended: {enrolment.outcome}"
    return str(StrategyVersion.objects.get(pk=enrolment.version_id).document["nodes"][enrolment.node]["id"])


def assert_due_table_fits():
    """Exactly the active enrolments of strategies that are not paused are due, each once, at its own instant."""
    paused = Strategy.objects.filter(status=StrategyStatus.PAUSED).values_list("pk", flat=True)
    active = Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE).exclude(strategy_id__in=list(paused))
    expected = {(row.debtor_id % 64, row.due_at, row.pk) for row in active}
    assert set(DueEnrolment.objects.values_list("shard", "due_at", "enrolment_id")) == expected


# Writing


def test_publish_makes_versions_that_never_change(roble):
    strategy = scenes.strategy()
    first = StrategyVersion.objects.get(pk=strategy.live_version_id)
    changed = read_file(scenes.REMINDER.replace("timeout: P3D", "timeout: P5D")).document

    save_draft(strategy_id=strategy.pk, revision=1, document=changed, actor=SYSTEM, now=NOW)
    published = publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    assert (published.number, published.changes) == (2, Changes(changed=("listen",)))
    first.refresh_from_db()
    assert first.document == read_file(scenes.REMINDER).document.to_json()


def test_publish_of_unchanged_draft_makes_no_version(roble):
    strategy = scenes.strategy()

    again = publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    assert (again.number, again.version_id) == (1, strategy.live_version_id)


def test_faults_forbid_publishing_and_name_the_step(roble):
    broken = read_file(scenes.REMINDER.replace("template: overdue-sms", "template: nothing")).document
    key = create_strategy(document=broken, creditor_id=None, actor=SYSTEM, now=NOW)

    with pytest.raises(CannotPublish) as refusal:
        publish_strategy(strategy_id=key, actor=SYSTEM, now=NOW)

    assert [(fault.code, fault.step) for fault in refusal.value.faults] == [("unknown_template", "text")]
    assert StrategyVersion.objects.count() == 0
    assert Strategy.objects.get(pk=key).status == StrategyStatus.DRAFT


def test_second_strategy_of_the_same_name_is_refused(roble):
    scenes.strategy()

    with pytest.raises(CannotSaveDraft) as refusal:
        create_strategy(document=read_file(scenes.REMINDER).document, creditor_id=None, actor=SYSTEM, now=NOW)

    assert refusal.value.reason == "taken"


@pytest.mark.parametrize(
    ("revision", "document", "reason"),
    [
        (7, {"name": "reminder"}, "changed_meanwhile"),
        (1, {"name": "other"}, "renamed"),
        (1, {"nodes": 3}, "shape"),
    ],
)
def test_save_draft_refuses(roble, revision: int, document: dict[str, object], reason: str):
    strategy = scenes.strategy()

    with pytest.raises(CannotSaveDraft) as refusal:
        save_draft(strategy_id=strategy.pk, revision=revision, document=document, actor=SYSTEM, now=NOW)

    assert refusal.value.reason == reason
    assert Strategy.objects.get(pk=strategy.pk).draft_revision == 1


def test_file_of_strategy_is_the_file_it_came_from(roble):
    assert strategy_file(strategy_id=scenes.strategy().pk) == scenes.REMINDER


# Entering


def test_enrol_takes_who_qualifies_once(roble):
    strategy = scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    scenes.owing("Luis Gil Romero", roble, stage="late")
    scenes.owing("Marta Soler Vidal", roble, on_hold=True)
    scenes.owing("Nerea Etxeberria Lasa", roble, cents=0)

    assert enrol_due(now=NOW) == 1
    assert enrol_due(now=NOW + DAY) == 0

    assert [(row.case_id, row.strategy_id) for row in Enrolment.objects.all()] == [(carla.pk, strategy.pk)]
    assert_due_table_fits()


def test_case_that_two_strategies_want_goes_to_the_higher_priority(roble):
    scenes.strategy()
    first = scenes.strategy(
        scenes.REMINDER.replace("strategy: reminder", "strategy: urgent").replace(
            "value: early}\n", "value: early}\n    priority: 1\n"
        )
    )
    carla = scenes.owing("Carla Núñez Prieto", roble)

    enrol_due(now=NOW)

    assert [(row.case_id, row.strategy_id) for row in Enrolment.objects.all()] == [(carla.pk, first.pk)]


def test_case_enters_again_only_after_the_reentry_time(roble):
    scenes.strategy(scenes.REMINDER.replace("value: early}\n", "value: early}\n    reentry: P30D\n"))
    carla = scenes.owing("Carla Núñez Prieto", roble, open_tasks=5)
    enrol_due(now=NOW)
    advance_due(now=NOW)
    assert standing(carla.pk) == "ended: finished"

    assert enrol_due(now=NOW + 29 * DAY) == 0
    assert enrol_due(now=NOW + 31 * DAY) == 1


def test_strategy_of_one_creditor_leaves_others_alone(roble):
    lumen = people.creditor(people.LUMEN)
    scenes.strategy(creditor_id=lumen.pk)
    scenes.owing("Carla Núñez Prieto", roble)
    luis = scenes.owing("Luis Gil Romero", lumen)

    enrol_due(now=NOW)

    assert list(Enrolment.objects.values_list("case_id", flat=True)) == [luis.pk]


# Moving


def test_advance_sends_what_the_gate_allows_and_waits(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)

    done = advance_due(now=NOW)

    assert Message.objects.get().error == ""
    assert (done.claimed, done.messages, done.ended) == (1, 1, 0)
    assert standing(carla.pk) == "listen"
    assert Enrolment.objects.get().due_at == NOW + 3 * DAY
    message = Message.objects.get()
    assert (message.channel, message.status, message.address) == ("sms", "queued", "+34600000001")
    assert (message.node, message.enrolment_id) == ("text", Enrolment.objects.get().pk)
    assert Contact.objects.get().pk == message.contact_id
    told = list(Decision.objects.order_by("id").values_list("outlet", "facts", "verdict_id"))
    assert told == [
        ("next", None, None),
        ("otherwise", {"case.open_tasks": 0}, None),
        ("sent", None, message.verdict_id),
    ]
    assert_due_table_fits()


def test_deferred_message_waits_for_the_lawful_hour(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    night = NOW.replace(hour=22)
    enrol_due(now=night)

    advance_due(now=night)

    # 23:59 in Madrid: the pack's hours begin at 09:00, which is 07:00 UTC.
    assert standing(carla.pk) == "text"
    assert Enrolment.objects.get().due_at == (NOW + DAY).replace(hour=7)
    assert Message.objects.count() == 0
    advance_due(now=(NOW + DAY).replace(hour=7))
    assert standing(carla.pk) == "listen"
    assert Message.objects.count() == 1


def test_whoever_cannot_be_reached_goes_to_an_agent(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    people.ContactPoint.objects.all().delete()
    enrol_due(now=NOW)

    done = advance_due(now=NOW)

    assert (done.messages, done.tasks) == (0, 1)
    assert standing(carla.pk) == "ended: finished"
    assert Task.objects.get().title == "Llamar"
    assert_due_table_fits()


def test_payment_before_the_claim_ends_the_strategy(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    CaseFacts.objects.update(balance_cents=0)

    done = advance_due(now=NOW)

    assert standing(carla.pk) == "ended: paid"
    assert done.messages == 0
    assert Message.objects.count() == Contact.objects.count() == 0


def test_crash_in_the_middle_leaves_everything_as_it_was(roble):
    scenes.strategy()
    scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    before = list(DueEnrolment.objects.values_list())

    with transaction.atomic():
        advance_due(now=NOW)
        transaction.set_rollback(True)

    assert list(DueEnrolment.objects.values_list()) == before
    assert Message.objects.count() == Contact.objects.count() == Decision.objects.count() == 0
    assert advance_due(now=NOW).messages == 1


def test_cases_inside_finish_on_their_own_version(roble):
    strategy = scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    changed = read_file(
        scenes.REMINDER.replace("    template: overdue-sms\n", "    template: overdue-sms\n    tone: firm\n")
    )
    save_draft(strategy_id=strategy.pk, revision=1, document=changed.document, actor=SYSTEM, now=NOW)
    publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    luis = scenes.owing("Luis Gil Romero", roble, phone="+34600000002")
    enrol_due(now=NOW)

    advance_due(now=NOW)

    tones = dict(Message.objects.values_list("case_id", "tone"))
    assert tones == {carla.pk: "neutral", luis.pk: "firm"}


# Waking


def listening(roble) -> int:
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    advance_due(now=NOW)
    return int(carla.pk)


def test_event_moves_a_listening_case_at_once(roble):
    case_id = listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert standing(case_id) == "pause"
    assert Wake.objects.count() == 0
    assert_due_table_fits()


def test_event_nobody_listens_to_changes_nothing(roble):
    case_id = listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.MESSAGE_OPENED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert standing(case_id) == "listen"
    assert Wake.objects.count() == 0
    assert_due_table_fits()


def test_first_listed_event_wins_over_another_of_the_same_moment(roble):
    case_id = listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)
    wake(case_ids=[case_id], event=WakeEvent.PROMISE_MADE, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert standing(case_id) == "ended: finished"


def test_event_before_arrival_does_not_count(roble):
    case_id = listening(roble)

    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW - DAY)
    advance_due(now=NOW + DAY)

    assert standing(case_id) == "listen"


def test_part_payment_neither_ends_nor_shortens_a_wait(roble):
    case_id = listening(roble)

    wake_people(people=[(Enrolment.objects.get().debtor_id, roble.pk)], event=WakeEvent.PAYMENT_RECORDED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert standing(case_id) == "listen"
    assert Enrolment.objects.get().due_at == NOW + 3 * DAY
    assert_due_table_fits()


def test_full_payment_ends_a_waiting_case_at_once(roble):
    case_id = listening(roble)
    CaseFacts.objects.update(balance_cents=0)

    wake_people(people=[(Enrolment.objects.get().debtor_id, None)], event=WakeEvent.PAYMENT_RECORDED, now=NOW + DAY)
    advance_due(now=NOW + DAY)

    assert standing(case_id) == "ended: paid"


# Halting


def test_paused_strategy_moves_nobody_and_remembers_events(roble):
    case_id = listening(roble)
    strategy = Strategy.objects.get()

    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)
    wake(case_ids=[case_id], event=WakeEvent.LINK_CLICKED, now=NOW + DAY)
    advance_due(now=NOW + 5 * DAY)
    scenes.owing("Luis Gil Romero", roble)
    assert enrol_due(now=NOW + 5 * DAY) == 0

    assert standing(case_id) == "listen"
    assert_due_table_fits()
    resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + 5 * DAY)
    assert_due_table_fits()
    advance_due(now=NOW + 5 * DAY)
    assert standing(case_id) == "pause"


def test_stopped_strategy_ends_everybody_for_good(roble):
    case_id = listening(roble)
    strategy = Strategy.objects.get()

    stop_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)

    assert standing(case_id) == "ended: stopped"
    assert DueEnrolment.objects.count() == 0
    with pytest.raises(CannotHalt):
        resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)
    with pytest.raises(CannotPublish):
        publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW + DAY)


# Counting


def test_live_counts_say_who_stands_where_and_which_ways_were_taken(roble):
    case_id = listening(roble)
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
