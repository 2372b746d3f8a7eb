"""Imports taken back, and why they may not be."""

from __future__ import annotations

import pytest

from acuerdo.compliance.models import Contact, Hold
from acuerdo.portfolio.enums import ImportStatus
from acuerdo.portfolio.models import (
    ContactPoint,
    Debt,
    Debtor,
    DebtorReference,
    Import,
    LedgerEntry,
)
from acuerdo.portfolio.operations import (
    CannotUndoImport,
    undo_import,
)
from tests.factories import NOW, creditor
from tests.portfolio.accounts import ANA, CARLA, DIEGO, counts_of, import_accounts

pytestmark = pytest.mark.django_db


def _state() -> list[object]:
    """Everything an import may touch, without keys that count on."""
    return [
        sorted(Debtor.objects.values_list("id", "name", "national_id", "postcode", "birth_date")),
        sorted(ContactPoint.objects.values_list("debtor_id", "kind", "value")),
        sorted(Debt.objects.values_list("id", "reference", "principal_cents", "interest_cents", "status", "due_date")),
        [debt.custom for debt in Debt.objects.order_by("id")],
        sorted(LedgerEntry.objects.values_list("id", "amount_cents")),
        sorted(DebtorReference.objects.values_list("reference", "debtor_id")),
    ]


def test_undo_takes_back_what_was_created_and_changed(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    before = _state()
    changed = CARLA.replace("100.50", "90.00").replace("Carla Núñez", "Carla N.").replace("gold", "iron")
    second = import_accounts(tmp_path, changed.replace("600 123 456", "611222333"), DIEGO, at=roble)

    undo_import(import_id=second.import_id, actor=ANA, now=NOW)

    assert _state() == before
    assert Import.objects.get(pk=second.import_id).status == ImportStatus.UNDONE
    again = import_accounts(tmp_path, changed.replace("600 123 456", "611222333"), DIEGO, at=roble)
    assert counts_of(again) == (2, 1, 1, 0, 0)


def test_undo_is_refused_once_a_payment_came(tmp_path):
    roble = creditor()
    outcome = import_accounts(tmp_path, CARLA, at=roble)
    debt = Debt.objects.get()
    LedgerEntry.objects.create(
        debt=debt,
        debtor_id=debt.debtor_id,
        kind="payment",
        component="principal",
        amount_cents=-10,
        booked_at=NOW,
        value_date=NOW.date(),
        payment_id=1,
    )

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "payment"
    assert Debt.objects.count() == 1


def test_undo_is_refused_when_a_later_import_stands_on_it(tmp_path):
    roble = creditor()
    first = import_accounts(tmp_path, CARLA, at=roble)
    import_accounts(tmp_path, DIEGO, at=roble)

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=first.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "later_import"


def test_what_is_undone_is_not_undone_again(tmp_path):
    outcome = import_accounts(tmp_path, CARLA, at=creditor())
    undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "not_done"


def test_disputed_debt_rests_contact_and_undo_lifts_it(tmp_path):
    roble = creditor()

    outcome = import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    diego = Debtor.objects.get(name="Diego Ruiz")
    assert list(Hold.objects.values_list("debtor_id", "creditor_id", "event", "lifted_at")) == [
        (diego.pk, roble.pk, "dispute_opened", None)
    ]
    undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)
    assert Hold.objects.get().lifted_at == NOW


def test_undo_is_refused_once_a_message_went_out(tmp_path):
    roble = creditor()
    outcome = import_accounts(tmp_path, CARLA, at=roble)
    carla = Debtor.objects.get()
    Contact.objects.create(
        debtor_id=carla.pk, creditor_id=roble.pk, channel="sms", purpose="collection", at=NOW, status="made"
    )

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "message"
    assert Debtor.objects.get() == carla
