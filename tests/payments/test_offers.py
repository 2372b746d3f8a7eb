"""Offers: made by strategies, accepted by debtors, settled by what comes in, ended by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from acuerdo.cases.models import CaseFacts
from acuerdo.cases.operations import refresh_facts
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.models import AuditEntry, Event
from acuerdo.payments.models import Offer, Promise
from acuerdo.payments.operations import (
    CannotAcceptOffer,
    accept_offer,
    check_promises,
    expire_offers,
    make_offers,
    make_promise,
    record_payment,
    withdraw_offer,
)
from acuerdo.payments.queries import offer_of, open_offers, promises_of
from acuerdo.payments.rules import Instalment, instalments_of, may_accept, reduced_amount
from acuerdo.portfolio.models import Debt, LedgerEntry
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

CARLA = Actor(kind="debtor", id=1, name="debtor 1")
DAY = timedelta(days=1)
END = NOW + 14 * DAY


@pytest.fixture
def carla() -> Any:
    """Carla owes Banco Roble 240.00 for a card and 100.00 for a loan, the older."""
    roble = factories.creditor()
    debtor = factories.debtor(at=roble)
    factories.debt(debtor, roble, 24_000, reference="CARD")
    factories.debt(debtor, roble, 10_000, reference="LOAN", due_date=date(2026, 1, 1))
    case = factories.case(debtor, roble)
    refresh_facts([case.pk], now=NOW)
    return case


def offered(case: Any, kind: str = "settlement", *, discount: int | None = 20, parts: int | None = None) -> int:
    row = {
        "case_id": case.pk, "debtor_id": case.debtor_id, "creditor_id": case.creditor_id, "kind": kind,
        "discount_percent": discount, "instalments": parts, "expires_at": END,
    }  # fmt: skip
    schema = {"discount_percent": pl.Int64, "instalments": pl.Int64}
    return make_offers(pl.DataFrame([row], schema_overrides=schema), now=NOW)[0]


def pay(case: Any, cents: int, *, at: datetime = NOW + DAY, reference: str = "P1") -> None:
    record_payment(
        provider="sandbox", reference=reference, creditor_id=case.creditor_id, debtor_id=case.debtor_id,
        amount_cents=cents, currency="EUR", received_at=at, actor=SYSTEM, now=at,
    )  # fmt: skip


def accept(offer_id: int, *, now: datetime = NOW, **more: Any) -> Any:
    return accept_offer(offer_id=offer_id, made_via="portal", actor=CARLA, now=now, **more)


def standing(case: Any, *, now: datetime = NOW) -> list[tuple[str, str, int]]:
    lines = open_offers(creditor_id=case.creditor_id, debtor_id=case.debtor_id, now=now)
    return [(line.kind, line.state, line.amount_cents) for line in lines]


def owed() -> int:
    return sum(debt.balance_cents for debt in Debt.objects.all())


# Rules


@pytest.mark.parametrize(
    ("balance", "discount", "due"), [(34_000, 20, 27_200), (101, 50, 51), (1, 95, 1), (0, 20, 0), (34_000, 0, 34_000)]
)
def test_reduced_amount(balance: int, discount: int, due: int):
    assert reduced_amount(balance_cents=balance, discount_percent=discount) == due


def test_instalments_are_equal_and_monthly():
    told = instalments_of(amount_cents=10_000, count=3, first=date(2026, 12, 31))

    assert told == (
        Instalment(date(2026, 12, 31), 3_334, 3_334),
        Instalment(date(2027, 1, 31), 3_333, 6_667),
        Instalment(date(2027, 2, 28), 3_333, 10_000),
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"state": "expired"}, "not_on_offer"),
        ({"now": END}, "expired"),
        ({"balance_cents": 0}, "nothing_owed"),
        ({"first_date": date(2026, 6, 14)}, "in_the_past"),
        ({"first_date": date(2026, 7, 17)}, "too_far"),
    ],
)
def test_may_accept_refuses(changed: dict[str, Any], code: str):
    given = {
        "state": "made", "expires_at": END, "now": NOW, "balance_cents": 1, "first_date": NOW.date(),
        "today": NOW.date(),
    }  # fmt: skip

    assert may_accept(**given) is None
    assert may_accept(**(given | changed)).code == code


# Making


def test_offer_shows_what_settles_todays_balance(carla):
    offer_id = offered(carla)
    assert standing(carla) == [("settlement", "made", 27_200)]
    pay(carla, 4_000, at=NOW)

    assert standing(carla) == [("settlement", "made", 24_000)]
    told = offer_of(offer_id=offer_id, creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, now=NOW)
    assert (told.balance_cents, told.expires_at, told.is_accepted, told.instalments) == (30_000, END, False, ())
    assert offer_of(offer_id=0, creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, now=NOW) is None
    assert standing(carla, now=END) == []


def test_later_offer_of_a_kind_takes_the_place_of_the_first(carla):
    first = offered(carla)
    offered(carla, "plan", discount=None, parts=4)
    offered(carla, discount=30)

    assert Offer.objects.get(pk=first).state == "withdrawn"
    assert standing(carla) == [("settlement", "made", 23_800), ("plan", "made", 34_000)]
    plan = open_offers(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, now=NOW)[1]
    assert [part.amount_cents for part in plan.instalments] == [8_500] * 4
    assert list(AuditEntry.objects.filter(action__startswith="payments.offer").values_list("action", flat=True)) == [
        "payments.offer.made", "payments.offer.made", "payments.offer.withdrawn", "payments.offer.made",
    ]  # fmt: skip
    facts = CaseFacts.objects.get()
    assert (facts.open_offer_kind, facts.open_offer_expires_date) == ("settlement", END.date())


def test_no_offers_no_work(carla):
    assert make_offers(pl.DataFrame(schema={"case_id": pl.Int64}), now=NOW) == []


def test_nothing_new_is_offered_while_one_is_accepted(carla):
    accept(offered(carla))
    made = Offer.objects.count()

    row = {
        "case_id": carla.pk, "debtor_id": carla.debtor_id, "creditor_id": carla.creditor_id, "kind": "plan",
        "discount_percent": 0, "instalments": 3, "expires_at": END, "enrolment_id": 7,
    }  # fmt: skip
    assert make_offers(pl.DataFrame([row]), now=NOW) == []
    assert Offer.objects.count() == made


# Settling


def test_accepted_settlement_is_settled_by_its_amount_and_the_rest_let_go(carla):
    told = accept(offered(carla))
    assert (told.amount_cents, told.pay_by, told.promise_ids) == (27_200, END, ())
    pay(carla, 20_000)
    assert (owed(), standing(carla)) == (14_000, [("settlement", "accepted", 27_200)])

    pay(carla, 7_200, at=NOW + 2 * DAY, reference="P2")

    assert owed() == 0
    assert {debt.status for debt in Debt.objects.all()} == {"paid"}
    let_go = LedgerEntry.objects.filter(kind="adjustment")
    assert sum(entry.amount_cents for entry in let_go) == -6_800
    assert {(entry.note, entry.payment_id is None) for entry in let_go} == {(f"offer {told.offer_id}", False)}
    carla.refresh_from_db()
    assert (carla.status, carla.close_reason) == ("closed", "paid")
    assert standing(carla) == []
    assert Event.objects.get(kind="OfferSettled").data["written_off_cents"] == 6_800


def test_paying_what_the_offer_shows_settles_it_without_a_button(carla):
    offer_id = offered(carla)

    pay(carla, 27_200)

    assert (owed(), Offer.objects.get(pk=offer_id).state) == (0, "settled")


@pytest.mark.parametrize(
    ("cents", "at"), [(27_199, NOW + DAY), (27_200, END + DAY)], ids=["a cent short", "after its end"]
)
def test_offer_that_nobody_accepted_is_not_settled_by(carla, cents: int, at: datetime):
    offer_id = offered(carla)

    pay(carla, cents, at=at)

    assert (owed(), Offer.objects.get(pk=offer_id).state) == (34_000 - cents, "made")


def test_payment_of_everything_settles_nothing_away(carla):
    accept(offered(carla))

    pay(carla, 34_000)

    assert LedgerEntry.objects.filter(kind="adjustment").count() == 0
    assert Event.objects.get(kind="OfferSettled").data["written_off_cents"] == 0


def test_payment_to_a_pair_that_owes_nothing_settles_nothing(carla):
    offer_id = offered(carla)
    Debt.objects.update(status="recalled")

    pay(carla, 34_000)

    assert Offer.objects.get(pk=offer_id).state == "made"


# Plans


def test_plan_becomes_a_promise_for_each_instalment(carla):
    told = accept(offered(carla, "plan", discount=10, parts=3), first_date=date(2026, 6, 30))

    assert told.amount_cents == 30_600
    lines = promises_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id)
    assert sorted((line.due_date, line.amount_cents) for line in lines) == [
        (date(2026, 6, 30), 10_200), (date(2026, 7, 30), 10_200), (date(2026, 8, 30), 10_200),
    ]  # fmt: skip
    assert Offer.objects.get().expires_at == datetime(2026, 8, 30, 22, tzinfo=UTC)
    facts = CaseFacts.objects.get()
    assert (facts.open_promise_date, facts.open_promise_cents) == (date(2026, 6, 30), 10_200)


def test_instalments_are_kept_one_after_the_other(carla):
    accept(offered(carla, "plan", discount=10, parts=3), first_date=date(2026, 6, 30))

    pay(carla, 10_200)
    assert list(Promise.objects.order_by("due_date").values_list("status", flat=True)) == ["kept", "open", "open"]
    check_promises(now=datetime(2026, 8, 3, 12, tzinfo=UTC))
    assert list(Promise.objects.order_by("due_date").values_list("status", flat=True)) == ["kept", "broken", "open"]
    pay(carla, 20_400, at=datetime(2026, 8, 4, tzinfo=UTC), reference="P2")

    assert owed() == 0
    assert Offer.objects.get().state == "settled"


def test_single_promise_leaves_a_plan_alone(carla):
    accept(offered(carla, "plan", discount=None, parts=2))

    make_promise(
        creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, amount_cents=1_000, due_date=date(2026, 6, 20),
        made_via="agent", actor=SYSTEM, now=NOW,
    )  # fmt: skip

    assert Promise.objects.filter(status="open").count() == 3


def test_missed_instalment_is_told_as_such_and_not_as_a_broken_promise(carla):
    plan = offered(carla, "plan", discount=None, parts=2)
    accept(plan, first_date=date(2026, 6, 20))

    check_promises(now=datetime(2026, 6, 23, 12, tzinfo=UTC))

    missed = Event.objects.get(kind="InstalmentMissed")
    assert missed.data["offer_id"] == plan
    assert not Event.objects.filter(kind="PromiseBroken").exists()
    assert [promise.status for promise in Promise.objects.order_by("due_date")] == ["broken", "open"]


# Refusing, ending


def test_accept_refuses_what_is_over_or_second(carla):
    settlement, plan = offered(carla), offered(carla, "plan", discount=None, parts=2)
    with pytest.raises(CannotAcceptOffer, match="expired"):
        accept(settlement, now=END)
    accept(plan)

    with pytest.raises(CannotAcceptOffer, match="another_accepted") as refusal:
        accept(settlement)

    assert refusal.value.refusal.code == "another_accepted"
    assert Offer.objects.get(pk=settlement).state == "made"


def test_withdrawn_offer_is_gone(carla):
    offer_id = offered(carla)

    assert withdraw_offer(offer_id=offer_id, actor=SYSTEM, now=NOW)
    assert not withdraw_offer(offer_id=offer_id, actor=SYSTEM, now=NOW)
    assert standing(carla) == []
    assert CaseFacts.objects.get().open_offer_kind == ""


def test_offers_end_with_days_of_grace_for_what_was_accepted(carla):
    settlement = offered(carla)
    luis = factories.case(factories.debtor("Luis Gil Romero", at=carla.creditor), carla.creditor)
    factories.debt(luis.debtor, carla.creditor, 10_000)
    accept(offered(luis))

    assert expire_offers(now=END - timedelta(seconds=1)) == 0
    assert expire_offers(now=END) == 1
    assert Offer.objects.get(pk=settlement).state == "expired"
    assert expire_offers(now=END + 2 * DAY) == 1
    assert Event.objects.filter(kind="OfferExpired").count() == 2
