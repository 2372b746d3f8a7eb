"""What steps cause besides messages is carried out with the batch: offers, holds, own columns, calls; and ceilings."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from acuerdo.cases.models import CaseFacts
from acuerdo.channels.models import Message, OutgoingCall
from acuerdo.channels.operations import claim
from acuerdo.compliance.models import Contact, Hold
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.kernel.shards import SHARDS
from acuerdo.payments.models import Offer
from acuerdo.portfolio.models import CustomField, OwnValues
from acuerdo.strategies.enums import Lane, RunningCases
from acuerdo.strategies.models import Decision, DueEnrolment, Enrolment, Spending
from acuerdo.strategies.operations import (
    advance_batch,
    advance_due,
    enrol_due,
    finish_move,
    pause_strategy,
    publish_strategy,
    resume_strategy,
    save_draft,
)
from acuerdo.strategies.operations.claiming import next_due_at
from acuerdo.strategies.queries.timeline import DECISIONS
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ACTS = """\
strategy: acting
start: entry
exit: [closed]
steps:
  entry: {kind: entry, segment: {fact: case.stage, op: '=', value: early}, next: act}
  act:
%s
    next: rest
  rest: {kind: wait, for: P1D, next: after}
  after:
%s
    next: done
  done: {kind: end}
"""


@pytest.fixture
def roble():
    scenes.templates()
    roble = people.creditor()
    CustomField.objects.create(creditor=roble, key="segmento", type="text", label="Segmento")
    CustomField.objects.create(creditor=roble, key="limite", type="money", label="Límite")
    return roble


@pytest.fixture
def carla(roble):
    return scenes.owing("Carla Núñez Prieto", roble)


def walk(act: str, after: str = "kind: wait\nfor: P1D", *, creditor_id: int | None = None):
    first, second = ("\n".join(f"    {line}" for line in text.splitlines()) for text in (act, after))
    scenes.strategy(ACTS % (first, second), creditor_id=creditor_id)
    enrol_due(now=NOW)
    advance_due(now=NOW)


def test_offer_is_made(carla):
    walk("kind: offer\noffer: plan\ndiscount_percent: 10\ninstalments: 3\nvalid_for: P10D")

    offer = Offer.objects.get()
    assert (offer.kind, offer.discount_percent, offer.instalments, offer.expires_at) == ("plan", 10, 3, NOW + 10 * DAY)
    assert (offer.case_id, offer.enrolment_id) == (carla.pk, Enrolment.objects.get().pk)
    assert scenes.standing(carla.pk) == "rest"


def test_hold_is_placed_and_released(carla):
    walk("kind: hold\nreason: house_hold\nfor: P5D", "kind: release\nreason: house_hold")
    hold = Hold.objects.get()
    assert (hold.event, hold.until, hold.placed_by) == ("house_hold", NOW + 5 * DAY, "strategy acting")
    assert CaseFacts.objects.get().on_hold

    advance_due(now=NOW + DAY)

    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (NOW + DAY, "strategy acting")
    assert not CaseFacts.objects.get().on_hold
    assert scenes.standing(carla.pk) == "ended: finished"


def test_hold_ends_the_strategy_where_it_exits_on_holds(carla):
    text = ACTS.replace("exit: [closed]", "exit: [closed, held]") % ("    kind: hold", "    kind: wait\n    for: P1D")
    scenes.strategy(text)
    enrol_due(now=NOW)

    advance_due(now=NOW)

    assert scenes.standing(carla.pk) == "ended: held"


def test_one_batch_moves_several_strategies_and_each_sees_what_those_before_caused(roble, carla):
    lumen = people.creditor(people.LUMEN)
    case = scenes.owing("Leo Marín Soto", lumen, phone="+34600000002")
    other = scenes.owing("Ana Gil Mora", roble, phone="+34600000003")
    scenes.strategy(ACTS % ("    kind: hold", "    kind: wait\n    for: P1D"), creditor_id=roble.pk)
    urgent = scenes.REMINDER.replace("kind: entry", "kind: entry\n    lane: urgent")
    scenes.strategy(urgent, creditor_id=lumen.pk)
    enrol_due(now=NOW)

    done = advance_batch(now=NOW, width=SHARDS)

    assert (done.claimed, done.messages, Hold.objects.count()) == (3, 1, 2)
    advance_due(now=NOW)
    assert [scenes.standing(each.pk) for each in (carla, other, case)] == ["rest", "rest", "listen"]
    assert Message.objects.get().case_id == case.pk
    assert set(Decision.objects.values_list("case_id", "version_id")) == set(
        Enrolment.objects.values_list("case_id", "version_id")
    )
    lanes = [
        DueEnrolment.objects.get(enrolment_id=Enrolment.objects.get(case_id=each.pk).pk).lane for each in (case, carla)
    ]
    assert lanes == [Lane.URGENT.place, Lane.NORMAL.place]


def test_strategies_of_one_batch_ask_the_gate_together_and_count_what_the_others_sent(roble):
    """A person who owes two creditors gets one message a day (es.cap.written.7d), though both ask at the same time."""
    scenes.strategy(creditor_id=roble.pk)
    lumen = people.creditor(people.LUMEN)
    scenes.strategy(scenes.REMINDER.replace("strategy: reminder", "strategy: second"), creditor_id=lumen.pk)
    case = scenes.owing("Carla Núñez Prieto", roble)
    people.debt(case.debtor, lumen, 9_000)
    people.facts(people.case(case.debtor, lumen), balance_cents=9_000, time_zone="Europe/Madrid", region="ES-MD")
    alone = scenes.owing("Leo Marín Soto", lumen, phone="+34600000002")
    enrol_due(now=NOW)

    done = advance_batch(now=NOW, width=SHARDS)

    assert (done.claimed, done.messages) == (3, 2)
    assert sorted(Message.objects.values_list("case_id", flat=True)) == sorted([case.pk, alone.pk])
    deferred = Enrolment.objects.get(creditor_id=lumen.pk, debtor_id=case.debtor_id)
    assert deferred.due_at == NOW + DAY


@pytest.mark.usefixtures("roble")
def test_strategy_with_a_ceiling_asks_by_itself_between_the_others():
    plain = [scenes.REMINDER.replace("strategy: reminder", f"strategy: {name}") for name in ("before", "after")]
    lumen, norte, este = (people.creditor(name) for name in (people.LUMEN, "norte", "este"))
    scenes.strategy(plain[0], creditor_id=lumen.pk)
    scenes.strategy(LIMITED, creditor_id=este.pk)
    scenes.strategy(plain[1], creditor_id=norte.pk)
    for number, of in enumerate((este, lumen, este, norte, este)):
        scenes.owing(f"Persona {number}", of, phone=f"+3460000000{number}")
    enrol_due(now=NOW)

    done = advance_batch(now=NOW, width=SHARDS)

    assert (done.claimed, done.messages) == (5, 4)
    assert Message.objects.filter(creditor_id=este.pk).count() == 2


def test_second_hold_of_a_kind_is_the_first(carla):
    people_hold = Hold.objects.create(
        debtor_id=carla.debtor_id, creditor_id=carla.creditor_id, event="house_hold", placed_at=NOW
    )

    walk("kind: hold", "kind: release\nreason: breathing_space")
    advance_due(now=NOW + DAY)

    assert Hold.objects.get() == people_hold
    assert Hold.objects.get().lifted_at is None


def test_own_column_is_written_and_rules_see_it(roble, carla):
    walk("kind: set_fact\nfact: custom.segmento\nvalue: oro", "kind: set_fact\nfact: custom.limite\nvalue: '12.50'",
         creditor_id=roble.pk)  # fmt: skip
    advance_due(now=NOW + DAY)

    assert OwnValues.objects.get().values == {"segmento": "oro", "limite": 1250}
    assert CaseFacts.objects.get().custom == {"segmento": "oro", "limite": 1250}
    entry = AuditEntry.objects.filter(action="portfolio.own_values.set").order_by("pk").first()
    assert (entry.actor_name, entry.after) == ("strategy acting", {"column": "segmento", "people": 1})


def test_webhook_is_queued_or_refused_with_the_reason(carla, monkeypatch):
    monkeypatch.setenv("ACUERDO_WEBHOOK_HOSTS", "hooks.example.com")

    walk("kind: webhook\nurl: https://hooks.example.com/in\nfacts: [debt.balance]",
         "kind: webhook\nurl: https://elsewhere.example.com/in")  # fmt: skip
    advance_due(now=NOW + DAY)

    told = list(OutgoingCall.objects.order_by("pk").values_list("state", "error", "sender"))
    assert told == [("queued", "", "acting"), ("refused", "host_not_allowed", "acting")]
    body = json.loads(OutgoingCall.objects.order_by("pk").first().body)
    assert (body["strategy"], body["step"], body["case"], body["facts"]) == (
        "acting", "act", carla.pk, {"debt.balance": "240.00"},
    )  # fmt: skip


def test_experiment_keeps_arm_and_chance(carla):
    text = scenes.REMINDER.replace("    next: amount\n", "    next: test\n").replace(
        "  amount:\n",
        "  test:\n    kind: experiment\n    arms:\n    - {name: warm, share: 50}\n    - {name: cool, share: 50}\n"
        "    hold_out: 10\n    next: {warm: amount, cool: amount, hold_out: amount}\n  amount:\n", 1,
    )  # fmt: skip
    scenes.strategy(text)
    enrol_due(now=NOW)

    advance_due(now=NOW)

    drawn = Decision.objects.exclude(arm="").get()
    assert (drawn.arm, drawn.outlet) in {("warm", "warm"), ("cool", "cool"), ("hold_out", "hold_out")}
    assert drawn.propensity in (0.45, 0.1)
    assert "'arm'" in DECISIONS


# Ceilings

LIMITED = scenes.REMINDER.replace("value: early}\n", "value: early}\n    ceiling: {contacts_per_day: 2}\n")
# 16 June begins in Madrid.
MIDNIGHT = datetime(2026, 6, 15, 22, tzinfo=UTC)


def test_ceiling_sends_so_many_a_day_and_the_others_the_next(roble):
    scenes.strategy(LIMITED)
    cases = [scenes.owing(f"Persona {n}", roble, phone=f"+3460000000{n}").pk for n in range(5)]
    enrol_due(now=NOW)

    done = [advance_due(now=NOW).messages]
    waiting = set(Enrolment.objects.filter(due_at=MIDNIGHT).values_list("case_id", flat=True))
    for days in (0, 1):
        assert advance_due(now=MIDNIGHT + days * DAY).messages == 0
        done += [advance_due(now=NOW + (days + 1) * DAY).messages]

    assert done == [2, 2, 1]
    assert len(waiting) == 3
    assert Message.objects.values("case_id").distinct().count() == len(cases) == 5
    assert Contact.objects.exclude(status="released").count() == 5
    spent = Spending.objects.order_by("day").values_list("contacts", flat=True)
    assert list(spent) == [2, 2, 1]
    scenes.assert_due_table_fits()


def test_ceiling_counts_over_batches_of_the_same_day(roble):
    scenes.strategy(LIMITED)
    for n in range(3):
        scenes.owing(f"Persona {n}", roble, phone=f"+3460000000{n}")
        enrol_due(now=NOW + timedelta(minutes=n + 1))
        advance_due(now=NOW + timedelta(minutes=n + 1))

    assert Message.objects.count() == 2
    spent = Spending.objects.get()
    assert (spent.contacts, spent.cost_millis) == (2, 12_000)


def test_batch_that_is_taken_back_has_used_nothing(roble, carla):
    scenes.strategy(LIMITED)
    enrol_due(now=NOW)

    with transaction.atomic():
        advance_due(now=NOW)
        transaction.set_rollback(True)

    assert Spending.objects.count() == 0


def test_strategy_that_sends_nothing_needs_no_day(carla):
    text = ACTS.replace("value: early}", "value: early}, ceiling: {contacts_per_day: 1}")
    scenes.strategy(text % ("    kind: hold", "    kind: wait\n    for: P1D"))
    enrol_due(now=NOW)

    advance_due(now=NOW)

    assert Spending.objects.count() == 0


# Lanes


def test_batch_fills_up_from_the_faster_lane(roble):
    slow = scenes.REMINDER.replace("value: early}\n", "value: late}\n    lane: bulk\n").replace(
        "strategy: reminder", "strategy: slow")  # fmt: skip
    scenes.strategy(slow)
    scenes.strategy(scenes.REMINDER.replace("value: early}\n", "value: early}\n    lane: urgent\n"))
    crowd = [scenes.owing(f"Persona {n}", roble, phone=f"+3460000001{n}", stage="late") for n in range(6)]
    enrol_due(now=NOW)
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW + timedelta(minutes=2))

    done = advance_batch(now=NOW + timedelta(minutes=2), limit=3, width=64)

    assert (len(crowd), done.messages) == (6, 3)
    assert Message.objects.filter(case_id=carla.pk).count() == 1
    scenes.assert_due_table_fits()
    assert next_due_at() == NOW


def test_urgent_messages_leave_before_those_that_wait_longer(roble):
    test_batch_fills_up_from_the_faster_lane(roble)
    now = NOW + timedelta(minutes=3)
    Message.objects.update(not_before=now)
    Message.objects.filter(lane=2).update(not_before=NOW)

    found = claim(provider="sandbox", worker_id=1, limit=1, now=now)

    assert [Message.objects.get(pk=one.id).lane for one in found.messages] == [0]
    assert claim(provider="sandbox", worker_id=1, limit=9, now=NOW - DAY).look_again_at == NOW


def test_paused_cases_come_back_into_their_lane(carla):
    strategy = scenes.strategy(scenes.REMINDER.replace("value: early}\n", "value: early}\n    lane: bulk\n"))
    enrol_due(now=NOW)
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    assert list(DueEnrolment.objects.values_list("lane", flat=True)) == [2]
    scenes.assert_due_table_fits()


def test_moved_cases_go_to_the_lane_of_their_new_version(carla):
    strategy = scenes.strategy()
    enrol_due(now=NOW)
    advance_due(now=NOW)
    draft = read_file(scenes.REMINDER.replace("value: early}\n", "value: early}\n    lane: urgent\n")).document
    save_draft(strategy_id=strategy.pk, revision=1, document=draft, actor=SYSTEM, now=NOW)

    done = publish_strategy(strategy_id=strategy.pk, running=RunningCases.MOVE, actor=SYSTEM, now=NOW)
    finish_move(move_id=done.move_id, now=NOW)

    assert list(DueEnrolment.objects.values_list("lane", flat=True)) == [0]
    scenes.assert_due_table_fits()
