"""Strategies in the database: written, entered, moved, woken, halted; and nothing half-done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from acuerdo.cases.models import CaseFacts, Task
from acuerdo.channels.models import Message
from acuerdo.compliance.models import Contact
from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.models import Decision, DueEnrolment, Enrolment, Strategy, StrategyVersion
from acuerdo.strategies.operations import (
    CannotPublish,
    CannotSaveDraft,
    advance_due,
    create_strategy,
    enrol_due,
    entering,
    publish_strategy,
    save_draft,
)
from acuerdo.strategies.queries import strategy_file
from acuerdo.strategies.rules.changes import Changes
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
    scenes.assert_due_table_fits()


@pytest.mark.parametrize("size", [2, 3, 4])
def test_portfolio_larger_than_a_chunk_enters_whole(roble, monkeypatch, size: int):
    monkeypatch.setattr(entering, "CHUNK", 3)
    scenes.strategy()
    for place in range(size):
        scenes.owing(f"Person {place}", roble)

    assert enrol_due(now=NOW) == size
    assert Enrolment.objects.values("case_id").distinct().count() == size


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
    assert scenes.standing(carla.pk) == "ended: finished"

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
    assert scenes.standing(carla.pk) == "listen"
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
    scenes.assert_due_table_fits()


def test_deferred_message_waits_for_the_lawful_hour(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    night = NOW.replace(hour=22)
    enrol_due(now=night)

    advance_due(now=night)

    # 23:59 in Madrid: the pack's hours begin at 09:00, which is 07:00 UTC.
    assert scenes.standing(carla.pk) == "text"
    assert Enrolment.objects.get().due_at == (NOW + DAY).replace(hour=7)
    assert Message.objects.count() == 0
    advance_due(now=(NOW + DAY).replace(hour=7))
    assert scenes.standing(carla.pk) == "listen"
    assert Message.objects.count() == 1


def test_whoever_cannot_be_reached_goes_to_an_agent(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    people.ContactPoint.objects.all().delete()
    enrol_due(now=NOW)

    done = advance_due(now=NOW)

    assert (done.messages, done.tasks) == (0, 1)
    assert scenes.standing(carla.pk) == "ended: finished"
    assert Task.objects.get().title == "Llamar"
    scenes.assert_due_table_fits()


def test_payment_before_the_claim_ends_the_strategy(roble):
    scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    CaseFacts.objects.update(balance_cents=0)

    done = advance_due(now=NOW)

    assert scenes.standing(carla.pk) == "ended: paid"
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
