"""Money comes in once, whatever providers tell and how often; promises are kept by it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl
import pytest

from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.models import AuditEntry, Event
from acuerdo.payments.events import PromiseBroken, PromiseKept
from acuerdo.payments.models import Allocation, Payment, PaymentIntent, Promise, WebhookCall
from acuerdo.payments.operations import (
    CannotPromise,
    CannotRecordPayment,
    CannotStartPayment,
    check_promises,
    make_promise,
    receive_webhook,
    record_payment,
    record_payments,
    start_payment,
    withdraw_promise,
)
from acuerdo.payments.providers import BadSignature, UnknownProvider, names
from acuerdo.payments.providers.sandbox.transport import SIGNATURE, signed, webhook_body
from acuerdo.payments.queries import account_of, intent_by_key, open_promise_of, payments_of, promises_of
from acuerdo.portfolio.models import Debt, LedgerEntry
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
KEY = UUID("00000000-0000-4000-8000-000000000001")
OTHER_KEY = UUID("00000000-0000-4000-8000-000000000002")
CARLA = Actor(kind="debtor", id=1, name="debtor 1")


@pytest.fixture
def carla() -> Any:
    """Carla owes Banco Roble 240.00 for a card and 100.00 for a loan, the older."""
    roble = factories.creditor()
    debtor = factories.debtor(at=roble)
    factories.debt(debtor, roble, 24_000, reference="CARD")
    factories.debt(debtor, roble, 10_000, reference="LOAN", due_date=date(2026, 1, 1))
    return factories.case(debtor, roble)


def pay(carla: Any, cents: int, reference: str = "R1", **more: Any) -> Any:
    given: dict[str, Any] = {"received_at": NOW, "currency": "EUR", "actor": SYSTEM, "now": NOW}
    return record_payment(
        provider="sandbox", reference=reference, creditor_id=carla.creditor_id, debtor_id=carla.debtor_id,
        amount_cents=cents, **(given | more),
    )  # fmt: skip


def balances() -> dict[str, tuple[int, str]]:
    return {debt.reference: (debt.balance_cents, debt.status) for debt in Debt.objects.all()}


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


# --- recording ----------------------------------------------------------------------------------------------------
def test_payment_settles_the_oldest_debt_first_and_posts_to_the_ledger(carla: Any) -> None:
    recorded = pay(carla, 15_000)

    assert balances() == {"CARD": (19_000, "open"), "LOAN": (0, "paid")}
    assert recorded.already_known == 0
    payment = Payment.objects.get()
    assert (payment.pk, payment.unallocated_cents, payment.recorded_at) == (recorded.payment_ids[0], 0, NOW)
    assert sorted(Allocation.objects.values_list("amount_cents", flat=True)) == [5_000, 10_000]
    assert sorted(LedgerEntry.objects.filter(kind="payment").values_list("amount_cents", flat=True)) == [
        -10_000,
        -5_000,
    ]
    assert AuditEntry.objects.filter(action="payments.payment.recorded").count() == 1


def test_payment_is_told_after_the_ledger_moved(carla: Any) -> None:
    pay(carla, 15_000)

    assert kinds()[-1] == "PaymentRecorded"
    assert Event.objects.get(kind="PaymentRecorded").data == {
        "creditor_id": carla.creditor_id,
        "debtor_id": carla.debtor_id,
        "payment_id": Payment.objects.get().pk,
        "amount_cents": 15_000,
        "unallocated_cents": 0,
        "currency": "EUR",
        "provider": "sandbox",
        "intent_id": None,
    }


def test_same_reference_again_changes_nothing(carla: Any) -> None:
    pay(carla, 15_000)
    before = (balances(), LedgerEntry.objects.count(), Event.objects.count(), AuditEntry.objects.count())

    again = pay(carla, 15_000)

    assert (again.payment_ids, again.already_known) == ((), 1)
    assert (balances(), LedgerEntry.objects.count(), Event.objects.count(), AuditEntry.objects.count()) == before


def test_same_reference_twice_in_one_set_counts_once(carla: Any) -> None:
    row = {
        "provider": "file", "reference": "X", "creditor_id": carla.creditor_id, "debtor_id": carla.debtor_id,
        "amount_cents": 1_000, "currency": "EUR", "method": "transfer", "received_at": NOW,
    }  # fmt: skip

    recorded = record_payments(payments=pl.DataFrame([row, row, row | {"reference": "Y"}]), actor=SYSTEM, now=NOW)

    assert (len(recorded.payment_ids), recorded.already_known) == (2, 1)
    assert account_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id).balance_cents == 32_000


def test_named_debt_is_served_first(carla: Any) -> None:
    card = Debt.objects.get(reference="CARD")

    pay(carla, 25_000, debt_id=card.pk)

    assert balances() == {"CARD": (0, "paid"), "LOAN": (9_000, "open")}


def test_creditor_chooses_the_order(carla: Any) -> None:
    carla.creditor.allocation_order = ["debt", "principal", "interest", "fees"]
    carla.creditor.save()
    Debt.objects.filter(reference="LOAN").update(principal_cents=8_000, fees_cents=2_000)

    pay(carla, 8_000)

    assert Debt.objects.get(reference="LOAN").fees_cents == 2_000


def test_money_that_no_debt_takes_stays_on_the_payment(carla: Any) -> None:
    pay(carla, 40_000)
    pay(carla, 500, "R2")

    assert balances() == {"CARD": (0, "paid"), "LOAN": (0, "paid")}
    assert list(Payment.objects.order_by("pk").values_list("unallocated_cents", flat=True)) == [6_000, 500]


def test_other_currency_is_not_posted(carla: Any) -> None:
    pay(carla, 1_000, currency="USD")

    assert Payment.objects.get().unallocated_cents == 1_000
    assert account_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id).balance_cents == 34_000


@pytest.mark.parametrize("cents", [0, -5])
def test_payment_must_be_positive(carla: Any, cents: int) -> None:
    with pytest.raises(CannotRecordPayment):
        pay(carla, cents)

    assert (Payment.objects.count(), Event.objects.count()) == (0, 0)


def test_nothing_to_record_is_no_error() -> None:
    empty = pl.DataFrame(schema={"provider": pl.String, "reference": pl.String, "creditor_id": pl.Int64,
        "debtor_id": pl.Int64, "amount_cents": pl.Int64, "currency": pl.String, "method": pl.String,
        "received_at": pl.Datetime("us", "UTC")})  # fmt: skip

    assert record_payments(payments=empty, actor=SYSTEM, now=NOW).payment_ids == ()


# --- intents and webhooks -----------------------------------------------------------------------------------------
def start(carla: Any, cents: int = 5_000, key: UUID = KEY) -> Any:
    return start_payment(
        key=key, creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, amount_cents=cents, actor=CARLA, now=NOW
    )


def tell(event: str, *, key: UUID = KEY, cents: int = 5_000, reference: str = "sbx_1", at: datetime = NOW) -> str:
    body = webhook_body(event=event, intent_key=key, reference=reference, amount_cents=cents, currency="EUR", at=at)
    return receive_webhook(provider="sandbox", body=body, headers={SIGNATURE: signed(body, at=NOW)}, now=NOW)


def test_start_payment_leads_to_the_provider_and_is_idempotent(carla: Any) -> None:
    first = start(carla)
    second = start(carla)

    assert first == second
    assert first.checkout_url == f"/sandbox/pay/{KEY}"
    assert (first.intent.status, first.intent.amount_cents) == ("started", 5_000)
    assert PaymentIntent.objects.count() == 1
    assert intent_by_key(KEY) == first.intent
    assert intent_by_key(OTHER_KEY) is None


@pytest.mark.parametrize(("cents", "code"), [(999, "below_minimum"), (34_001, "above_balance")])
def test_start_payment_refuses_amounts(carla: Any, cents: int, code: str) -> None:
    with pytest.raises(CannotStartPayment) as refused:
        start(carla, cents)

    assert refused.value.refusal.code == code
    assert PaymentIntent.objects.count() == 0


def test_key_of_another_payment_is_refused(carla: Any) -> None:
    start(carla)

    with pytest.raises(CannotStartPayment) as refused:
        start(carla, 6_000)

    assert refused.value.refusal.code == "key_used"


def test_approval_records_the_payment_once(carla: Any) -> None:
    start(carla)

    outcomes = [tell("payment.succeeded") for _ in range(3)]

    assert outcomes == ["recorded", "already_known", "already_known"]
    intent = PaymentIntent.objects.get()
    assert (intent.status, intent.provider_reference, intent.finished_at) == ("approved", "sbx_1", NOW)
    assert Payment.objects.get().intent_id == intent.pk
    assert WebhookCall.objects.count() == 3


@pytest.mark.parametrize(("event", "status"), [("payment.declined", "declined"), ("payment.abandoned", "abandoned")])
def test_what_came_to_nothing_is_told_once(carla: Any, event: str, status: str) -> None:
    start(carla)

    outcomes = [tell(event), tell(event)]

    assert outcomes == [status, "unchanged"]
    assert (PaymentIntent.objects.get().status, Payment.objects.count()) == (status, 0)
    assert kinds() == ["PaymentDeclined"]


def test_approval_after_abandon_still_counts_and_decline_after_it_does_not(carla: Any) -> None:
    start(carla)
    tell("payment.abandoned")

    assert tell("payment.succeeded") == "recorded"
    assert tell("payment.declined") == "unchanged"
    assert PaymentIntent.objects.get().status == "approved"
    assert Payment.objects.get().amount_cents == 5_000


def test_named_debts_of_an_intent_are_paid_first(carla: Any) -> None:
    card = Debt.objects.get(reference="CARD")
    start_payment(
        key=KEY, creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, amount_cents=5_000, debt_ids=[card.pk],
        actor=CARLA, now=NOW,
    )  # fmt: skip

    tell("payment.succeeded")

    assert balances()["CARD"] == (19_000, "open")


def test_money_does_not_come_from_the_future(carla: Any) -> None:
    start(carla)

    tell("payment.succeeded", at=NOW + timedelta(hours=3))

    assert Payment.objects.get().received_at == NOW


def test_bad_signature_leaves_no_trace(carla: Any) -> None:
    start(carla)
    body = webhook_body(
        event="payment.succeeded", intent_key=KEY, reference="x", amount_cents=5_000, currency="EUR", at=NOW
    )

    for header in ("", "t=1,v1=00", signed(b"other", at=NOW), "nonsense"):
        with pytest.raises(BadSignature):
            receive_webhook(provider="sandbox", body=body, headers={SIGNATURE: header}, now=NOW)

    assert (WebhookCall.objects.count(), Payment.objects.count()) == (0, 0)


def test_unknown_provider_is_refused() -> None:
    assert names() == ["sandbox"]
    with pytest.raises(UnknownProvider):
        receive_webhook(provider="nobody", body=b"{}", headers={}, now=NOW)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"type": "payout.paid"}', "unknown_type"),
        (b"not json \x00\xff", "unreadable"),
        (b"[1]", "unreadable"),
        (b'{"type": "payment.succeeded"}', "unreadable"),
    ],
)
def test_what_we_do_not_understand_is_kept(body: bytes, outcome: str) -> None:
    told = receive_webhook(provider="sandbox", body=body, headers={SIGNATURE: signed(body, at=NOW)}, now=NOW)

    kept = WebhookCall.objects.get()
    assert (told, kept.outcome, kept.received_at) == (outcome, outcome, NOW)
    assert kept.body.startswith(body.decode("ascii", "ignore").replace("\0", "")[:6])


def test_payment_of_an_unknown_intent_or_of_nothing_is_kept_and_not_recorded(carla: Any) -> None:
    start(carla)

    assert tell("payment.succeeded", key=OTHER_KEY) == "unknown_intent"
    assert tell("payment.succeeded", cents=0) == "bad_amount"
    assert (Payment.objects.count(), WebhookCall.objects.count()) == (0, 2)
    assert json.loads(WebhookCall.objects.order_by("pk")[0].body)["intent"] == str(OTHER_KEY)


# --- promises -----------------------------------------------------------------------------------------------------
def promise(carla: Any, cents: int = 8_000, due: date = date(2026, 6, 20)) -> int:
    return make_promise(
        creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, amount_cents=cents, due_date=due, made_via="portal",
        actor=CARLA, now=NOW,
    )  # fmt: skip


def test_promise_is_made_told_and_written_down(carla: Any) -> None:
    key = promise(carla)

    made = open_promise_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id)
    assert made is not None
    assert (made.id, made.amount_cents, made.due_date, made.status) == (key, 8_000, date(2026, 6, 20), "open")
    assert kinds() == ["PromiseMade"]
    assert AuditEntry.objects.get().action == "payments.promise.made"


def test_same_promise_again_is_the_first_and_another_replaces_it(carla: Any) -> None:
    first = promise(carla)

    assert promise(carla) == first
    second = promise(carla, 9_000)

    lines = promises_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id)
    assert {line.id: line.status for line in lines} == {first: "withdrawn", second: "open"}
    assert kinds() == ["PromiseMade", "PromiseWithdrawn", "PromiseMade"]


def test_promise_in_the_past_is_refused(carla: Any) -> None:
    with pytest.raises(CannotPromise) as refused:
        promise(carla, due=date(2026, 6, 14))

    assert refused.value.refusal.code == "in_the_past"
    assert (Promise.objects.count(), kinds()) == (0, [])


def test_promise_is_kept_by_payments_that_add_up(carla: Any) -> None:
    key = promise(carla)

    pay(carla, 3_000, "A")
    assert Promise.objects.get().status == "open"
    pay(carla, 5_000, "B", now=NOW + timedelta(days=1))

    assert (Promise.objects.get().status, Promise.objects.get().settled_at) == ("kept", NOW + timedelta(days=1))
    assert Event.objects.get(kind="PromiseKept").data["promise_id"] == key


def test_payment_before_the_promise_does_not_keep_it(carla: Any) -> None:
    promise(carla)

    pay(carla, 8_000, received_at=NOW - timedelta(days=1))

    assert Promise.objects.get().status == "open"


def test_promise_breaks_when_its_day_and_grace_have_passed(carla: Any) -> None:
    promise(carla)

    settled = {day: check_promises(now=datetime(2026, 6, day, 12, tzinfo=UTC)) for day in (19, 20, 22, 23, 24)}

    assert settled == {19: 0, 20: 0, 22: 0, 23: 1, 24: 0}
    assert Promise.objects.get().status == "broken"
    assert kinds()[-1] == PromiseBroken.__name__


def test_check_promises_keeps_those_that_were_paid_elsewhere(carla: Any) -> None:
    promise(carla)
    factories.payment(carla, 8_000, at=NOW + timedelta(days=1))

    check_promises(now=datetime(2026, 6, 30, 12, tzinfo=UTC))

    assert kinds()[-1] == PromiseKept.__name__


def test_promise_can_be_withdrawn_once(carla: Any) -> None:
    key = promise(carla)

    assert withdraw_promise(promise_id=key, actor=CARLA, now=NOW) is True
    assert withdraw_promise(promise_id=key, actor=CARLA, now=NOW) is False
    assert open_promise_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id) is None


def test_payments_are_listed_newest_first(carla: Any) -> None:
    pay(carla, 1_000, "A", received_at=NOW - timedelta(days=2))
    pay(carla, 2_000, "B")

    found = payments_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id)

    assert [payment.reference for payment in found] == ["B", "A"]
