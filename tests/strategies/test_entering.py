"""Cases come in: by events, before due dates, at fixed times, through the API, from another strategy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from acuerdo.cases.events import CasesOpened, DisputeResolved
from acuerdo.cases.models import Case, CaseFacts
from acuerdo.channels.events import MessageEventsRecorded
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.events import publish
from acuerdo.kernel.models import AuditEntry
from acuerdo.payments.events import InstalmentMissed, OfferExpired, PromiseBroken
from acuerdo.payments.operations import record_payment
from acuerdo.strategies.models import DueEnrolment, Enrolment, Knock, Strategy
from acuerdo.strategies.operations import (
    CannotEnrol,
    Enrolled,
    advance_due,
    enrol_by_api,
    enrol_due,
    pause_strategy,
    publish_strategy,
    resume_strategy,
    save_draft,
)
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import LUMEN, NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Whatever brings cases in, they wait here.
WAITING = """\
strategy: {name}
start: entry
exit: [{exits}]
steps:
  entry:
    kind: entry
{entry}
    next: rest
  rest: {{kind: wait, for: P1D, next: done}}
  done: {{kind: end}}
"""


def file(entry: str, *, name: str = "listening", exits: str = "closed, held") -> str:
    lines = "\n".join(f"    {line}" for line in entry.splitlines())
    return WAITING.format(name=name, entry=lines, exits=exits)


def live(entry: str, *, name: str = "listening", exits: str = "closed, held", **more) -> Strategy:
    return scenes.strategy(file(entry, name=name, exits=exits), **more)


def written(entry: str):
    return read_file(file(entry, exits="closed")).document


def inside() -> list[int]:
    return list(Enrolment.objects.filter(status=1).order_by("case_id").values_list("case_id", flat=True))


@pytest.fixture
def roble():
    return people.creditor()


@pytest.fixture
def carla(roble):
    return scenes.owing("Carla Núñez Prieto", roble)


# Events


def happened(event: str, case: Case):
    pair = {"creditor_id": case.creditor_id, "debtor_id": case.debtor_id}
    match event:
        case "promise_broken":
            publish(PromiseBroken(**pair, promise_id=1), now=NOW + HOUR)
        case "instalment_missed":
            publish(InstalmentMissed(**pair, promise_id=1, offer_id=1), now=NOW + HOUR)
        case "offer_expired":
            publish(OfferExpired(**pair, offer_id=1), now=NOW + HOUR)
        case "dispute_resolved":
            publish(DisputeResolved(**pair, case_id=case.pk), now=NOW + HOUR)
        case "imported":
            publish(CasesOpened(creditor_id=case.creditor_id, case_ids=(case.pk,)), now=NOW + HOUR)
        case "replied":
            publish(
                MessageEventsRecorded("replied", (1,), (1,), (case.debtor_id,), (case.creditor_id,), (0,)),
                now=NOW + HOUR,
            )


@pytest.mark.parametrize(
    "event", ["promise_broken", "instalment_missed", "offer_expired", "dispute_resolved", "imported", "replied"]
)
def test_event_brings_in_who_fits_the_rule(roble, carla, event: str):
    luis = scenes.owing("Luis Gil Romero", roble, phone="+34600000002", stage="late")
    live(f"trigger: event\nevent: {event}\nsegment: {{fact: case.stage, op: '=', value: early}}")
    assert enrol_due(now=NOW) == 0

    happened(event, carla)
    happened(event, luis)

    assert enrol_due(now=NOW + HOUR) == 1
    assert inside() == [carla.pk]
    assert Knock.objects.count() == 0


def test_missed_instalment_wakes_whoever_waits_for_it(roble, carla):
    text = file("segment: {fact: case.stage, op: '=', value: early}").replace(
        "rest: {kind: wait, for: P1D, next: done}",
        "rest: {kind: wait_event, events: [instalment_missed, promise_broken], timeout: P9D, "
        "next: {instalment_missed: missed, promise_broken: done, timeout: done}}\n"
        "  missed: {kind: end, outcome: missed}",
    )
    scenes.strategy(text)
    enrol_due(now=NOW)
    advance_due(now=NOW)

    happened("instalment_missed", carla)
    advance_due(now=NOW + HOUR)

    assert scenes.standing(carla.pk) == "ended: missed"


def test_news_is_kept_only_for_whoever_waits_for_it(carla):
    live("trigger: event\nevent: replied")

    happened("promise_broken", carla)

    assert Knock.objects.count() == 0


def test_last_payment_brings_in_a_closed_case_unless_an_exit_rule_forbids(roble, carla):
    live("trigger: event\nevent: payment_recorded", name="thanks", exits="held")
    live("trigger: event\nevent: payment_recorded\npriority: 1", name="chase", exits="closed")

    record_payment(
        provider="sandbox", reference="P1", creditor_id=roble.pk, debtor_id=carla.debtor_id, amount_cents=24_000,
        currency="EUR", received_at=NOW + HOUR, actor=SYSTEM, now=NOW + HOUR,
    )  # fmt: skip

    assert enrol_due(now=NOW + HOUR) == 1
    assert Case.objects.get().status == "closed"
    assert Enrolment.objects.get().strategy_id == Strategy.objects.get(key="thanks").pk


def test_event_goes_to_the_highest_priority_and_pushes_nobody_out(roble, carla):
    live("trigger: event\nevent: replied\npriority: 50", name="second")
    first = live("trigger: event\nevent: replied\npriority: 5", name="first")
    happened("replied", carla)
    enrol_due(now=NOW + HOUR)
    assert Enrolment.objects.get().strategy_id == first.pk

    live("trigger: event\nevent: replied\npriority: 1\nreentry: PT1M", name="urgent")
    happened("replied", carla)

    assert enrol_due(now=NOW + 2 * HOUR) == 0
    assert Enrolment.objects.get().strategy_id == first.pk


# Due dates


def test_due_date_brings_in_once_for_each_date(roble, carla):
    today = NOW.date()
    debt = people.debt(carla.debtor, roble, 5_000, due_date=today + timedelta(days=7))
    CaseFacts.objects.update(stage="pre_due")
    live("trigger: event\nevent: due_approaching\ndays_before: 5\nreentry: PT1M")

    assert enrol_due(now=NOW) == 0
    assert enrol_due(now=NOW + 2 * DAY) == 1
    advance_due(now=NOW + 2 * DAY)
    advance_due(now=NOW + 3 * DAY)
    assert inside() == []
    assert enrol_due(now=NOW + 4 * DAY) == 0
    debt.due_date = today + timedelta(days=12)
    debt.save()
    assert enrol_due(now=NOW + 7 * DAY) == 1


def test_due_date_in_the_past_is_not_approaching(roble, carla):
    live("trigger: event\nevent: due_approaching\ndays_before: 5")

    assert enrol_due(now=NOW) == 0


# Fixed times

MONDAYS = "trigger: schedule\nschedule: {weekdays: [mon], at: '09:00'}\nreentry: P1D"
# The Monday after NOW's, 09:00 in Madrid (summer time).
NEXT = datetime(2026, 6, 22, 7, 0, tzinfo=UTC)


def test_fixed_time_brings_in_once(carla):
    live(MONDAYS)

    assert enrol_due(now=NOW) == 0
    assert enrol_due(now=NEXT - HOUR) == 0
    assert enrol_due(now=NEXT) == 1
    advance_due(now=NEXT)
    advance_due(now=NEXT + DAY)
    assert enrol_due(now=NEXT + 2 * DAY) == 0
    assert enrol_due(now=NEXT + timedelta(days=7)) == 1


def test_late_worker_does_what_was_missed_once(carla):
    strategy = live(MONDAYS)

    assert enrol_due(now=NEXT + timedelta(days=15)) == 1

    strategy.refresh_from_db()
    assert strategy.scan_at == NEXT + timedelta(days=21)


def test_two_workers_do_a_fixed_time_once(carla):
    live(MONDAYS)

    with transaction.atomic():
        first = enrol_due(now=NEXT)

    assert (first, enrol_due(now=NEXT)) == (1, 0)


def test_fixed_time_is_that_of_each_creditor(roble, carla):
    canary = people.creditor(LUMEN, time_zone="Atlantic/Canary")
    luis = scenes.owing("Luis Gil Romero", canary, phone="+34600000002")
    strategy = live("trigger: schedule\nschedule: {at: '09:00'}")

    at_nine = NOW + DAY - HOUR
    enrol_due(now=at_nine)
    assert inside() == [carla.pk]
    strategy.refresh_from_db()
    assert strategy.scan_at == at_nine + HOUR
    enrol_due(now=at_nine + HOUR)

    assert inside() == [carla.pk, luis.pk]


def test_time_passed_while_paused_brings_nobody(roble, carla):
    strategy = live(MONDAYS, creditor_id=roble.pk)
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    resume_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NEXT + HOUR)

    assert enrol_due(now=NEXT + HOUR) == 0
    assert enrol_due(now=NEXT + timedelta(days=7)) == 1


def test_publishing_does_not_put_off_a_time_that_is_due(carla):
    strategy = live(MONDAYS)
    save_draft(
        strategy_id=strategy.pk, revision=1, actor=SYSTEM, now=NEXT,
        document=written(MONDAYS),
    )  # fmt: skip
    publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NEXT)

    assert enrol_due(now=NEXT + HOUR) == 1


def test_look_that_was_planned_for_another_entry_brings_nobody(carla):
    strategy = live(MONDAYS)
    Strategy.objects.update(scan_at=NOW)
    save_draft(
        strategy_id=strategy.pk, revision=1, actor=SYSTEM, now=NOW,
        document=written("trigger: api"),
    )  # fmt: skip
    publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    assert enrol_due(now=NOW) == 0

    strategy.refresh_from_db()
    assert strategy.scan_at is None


# Through the API


def by_api(*case_ids: int, of, key: str = "listening", now: datetime = NOW) -> Enrolled:
    return enrol_by_api(strategy_key=key, creditor_id=of.pk, case_ids=case_ids, actor=SYSTEM, now=now)


def test_api_lets_in_and_says_why_not(roble, carla):
    busy = scenes.owing("Luis Gil Romero", roble, phone="+34600000002")
    held = scenes.owing("Marta Soler Vidal", roble, phone="+34600000003", on_hold=True)
    late = scenes.owing("Nerea Etxeberria Lasa", roble, phone="+34600000004", stage="late")
    strange = scenes.owing("Pau Casals Roig", people.creditor(LUMEN), phone="+34600000005")
    live("segment: {fact: case.reference, op: '=', value: %d}" % busy.pk, name="other")  # noqa: UP031
    enrol_due(now=NOW)
    live("trigger: api\nsegment: {fact: case.stage, op: '=', value: early}")

    told = by_api(carla.pk, busy.pk, held.pk, late.pk, strange.pk, 999, of=roble)
    again = by_api(carla.pk, of=roble)
    advance_due(now=NOW)
    advance_due(now=NOW + DAY)
    later = by_api(carla.pk, of=roble, now=NOW + DAY)

    refused = {busy.pk: "in_another_strategy", held.pk: "held", late.pk: "not_by_rule"}
    assert told == Enrolled((carla.pk,), refused | {strange.pk: "unknown_case", 999: "unknown_case"})
    assert again == Enrolled((), {carla.pk: "already_inside"})
    assert later == Enrolled((), {carla.pk: "was_here"})
    entry = AuditEntry.objects.filter(action="strategies.strategy.enrolled").order_by("pk").first()
    assert (entry.after, entry.creditor_id) == ({"asked": 6, "entered": 1}, roble.pk)


def test_api_lets_nobody_in_outside_the_days_of_the_strategy(roble, carla):
    live("trigger: api\nfirst_day: 2026-07-01")

    assert by_api(carla.pk, of=roble) == Enrolled((), {carla.pk: "not_today"})


def test_api_refuses_strategies_that_are_not_for_it(roble, carla):
    lumen = people.creditor(LUMEN)
    live("segment: {fact: case.stage, op: '=', value: early}", name="scanning")
    live("trigger: api", name="of-lumen", creditor_id=lumen.pk)
    held = live("trigger: api", name="held-up")
    pause_strategy(strategy_id=held.pk, actor=SYSTEM, now=NOW)

    reasons = {"scanning": "not_by_api", "nothing": "unknown", "of-lumen": "unknown", "held-up": "not_live"}
    for key, reason in reasons.items():
        with pytest.raises(CannotEnrol, match=reason):
            by_api(carla.pk, of=roble, key=key)


# One conversation


def test_person_has_one_conversation_with_each_creditor(roble, carla):
    old = people.case(carla.debtor, roble, status="closed")
    people.facts(old, status="closed", balance_cents=0)
    lumen = people.creditor(LUMEN)
    other = people.case(carla.debtor, lumen)
    people.facts(other)
    live("segment: {any: [{fact: case.status, op: '=', value: open}, {fact: case.status, op: '=', value: closed}]}",
         exits="held")  # fmt: skip

    enrol_due(now=NOW)

    assert sorted(Enrolment.objects.values_list("creditor_id", flat=True)) == [roble.pk, lumen.pk]


def test_cases_come_in_on_the_days_of_the_strategy_only():
    scenes.templates()
    of = people.creditor(LUMEN)
    dated = scenes.REMINDER.replace(
        "    next: amount", "    first_day: 2026-01-16\n    last_day: 2026-01-17\n    next: amount"
    )
    scenes.strategy(dated)
    scenes.owing("Carla Núñez Prieto", of)
    first_day = datetime(2026, 1, 16, 8, tzinfo=UTC)
    entered = []
    for days in (-1, 0, 1, 2):
        Strategy.objects.update(scan_at=first_day)
        entered.append(enrol_due(now=first_day + timedelta(days=days)))
        if entered[-1]:
            Enrolment.objects.all().delete()
            DueEnrolment.objects.all().delete()

    assert entered == [0, 1, 1, 0]
