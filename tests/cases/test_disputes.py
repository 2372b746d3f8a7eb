"""Disputes end: contact may begin again and the debts are disputed no more, by whatever way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acuerdo.cases.models import CaseFacts, Note, Task
from acuerdo.cases.operations import open_dispute, refresh_facts, refresh_overdue, resolve_dispute
from acuerdo.compliance.models import Hold
from acuerdo.compliance.operations import expire_holds, lift_hold, place_hold
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry, Event
from acuerdo.portfolio.models import Debt
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def carla() -> Any:
    roble = factories.creditor()
    debtor = factories.debtor(at=roble)
    factories.debt(debtor, roble, 24_000)
    case = factories.case(debtor, roble)
    refresh_facts([case.pk], now=NOW)
    return case


def disputed(case: Any) -> None:
    open_dispute(case_id=case.pk, reason="wrong_amount", text="Son 200.", debt_ids=[], actor=SYSTEM, now=NOW)


def state() -> tuple[bool, bool, int]:
    facts = CaseFacts.objects.get()
    return facts.on_hold, facts.is_disputed, facts.disputed_debts


def test_resolving_lifts_the_hold_and_clears_the_debts(carla):
    disputed(carla)
    assert state() == (True, True, 1)

    resolve_dispute(case_id=carla.pk, answer="Revisado: son 240.", actor=SYSTEM, now=NOW + DAY)

    assert state() == (False, False, 0)
    assert Debt.objects.get().disputed_at is None
    assert Hold.objects.get().lifted_reason == "Revisado: son 240."
    assert Task.objects.get().status == "done"
    assert Note.objects.latest("pk").text == "Revisado: son 240."
    assert AuditEntry.objects.latest("pk").action == "cases.dispute.resolved"
    assert Event.objects.get(kind="DisputeResolved").data["case_id"] == carla.pk


def test_resolving_twice_tells_once(carla):
    disputed(carla)
    resolve_dispute(case_id=carla.pk, answer="", actor=SYSTEM, now=NOW + DAY)

    resolve_dispute(case_id=carla.pk, answer="", actor=SYSTEM, now=NOW + DAY)

    assert Event.objects.filter(kind="DisputeResolved").count() == 1
    assert Note.objects.count() == 1


def test_dispute_without_a_hold_is_resolved_too(carla):
    Debt.objects.update(disputed_at=NOW)

    resolve_dispute(case_id=carla.pk, answer="", actor=SYSTEM, now=NOW + DAY)

    assert Debt.objects.get().disputed_at is None
    assert Event.objects.filter(kind="DisputeResolved").count() == 1


def test_hold_lifted_by_hand_ends_the_dispute(carla):
    disputed(carla)

    lift_hold(hold_id=Hold.objects.get().pk, reason="aclarado", actor=SYSTEM, now=NOW + DAY)

    assert state() == (False, False, 0)
    assert Event.objects.filter(kind="DisputeResolved").count() == 1


def test_hold_that_ran_out_leaves_the_debts_disputed(carla):
    disputed(carla)
    Hold.objects.update(until=NOW + DAY)

    expire_holds(now=NOW + DAY)

    assert Debt.objects.get().disputed_at == NOW
    assert Event.objects.filter(kind="DisputeResolved").count() == 0


def test_stop_with_all_creditors_ends_no_dispute_with_one(carla):
    Debt.objects.update(disputed_at=NOW)
    hold = place_hold(debtor_id=carla.debtor_id, event="dispute_opened", actor=SYSTEM, now=NOW)

    lift_hold(hold_id=hold.pk, reason="", actor=SYSTEM, now=NOW + DAY)

    assert Debt.objects.get().disputed_at == NOW


# What is past due


def overdue() -> tuple[int, int]:
    facts = CaseFacts.objects.get()
    return facts.balance_cents, facts.overdue_cents


def test_overdue_is_only_what_is_past_due(carla):
    factories.debt(carla.debtor, carla.creditor, 5_000, due_date=NOW.date())
    factories.debt(carla.debtor, carla.creditor, 7_000, due_date=NOW.date() + DAY)

    refresh_facts([carla.pk], now=NOW)

    assert overdue() == (36_000, 24_000)


def test_overdue_follows_the_days(carla):
    factories.debt(carla.debtor, carla.creditor, 5_000, due_date=NOW.date())
    refresh_facts([carla.pk], now=NOW)

    # 15 June 22:30 UTC is the 16th in Madrid, where it is owed.
    assert refresh_overdue(now=NOW) == 0
    assert refresh_overdue(now=NOW.replace(hour=22, minute=30)) == 1
    assert overdue() == (29_000, 29_000)
    assert refresh_overdue(now=NOW + DAY) == 0
