"""A creditor's payments file: matched, recorded once, the rest sent back."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from acuerdo.kernel.audit import Actor
from acuerdo.payments.models import Payment
from acuerdo.payments.operations.importing import run_payments_import
from acuerdo.portfolio.enums import ImportKind, ImportStatus, OnError
from acuerdo.portfolio.models import Debt
from acuerdo.portfolio.operations import register_import
from tests.factories import NOW, creditor, debt, debtor

ANA = Actor(kind="user", id=1, name="Ana")
MAPPING = """
mapping: 1
kind: payments
files:
  - fields:
      payment.debt_reference: invoice
      payment.debtor_reference: customer
      payment.amount: amount
      payment.date: date
      payment.currency: currency
      payment.method: method
"""

pytestmark = pytest.mark.django_db


def _run(folder, at, *lines):
    path = folder / "payments.csv"
    path.write_text("\n".join(["invoice,customer,amount,date,currency,method", *lines]) + "\n")
    run = register_import(
        creditor_id=at.pk,
        files=[path],
        mapping=MAPPING,
        on_error=OnError.KEEP_GOOD,
        is_dry_run=False,
        actor=ANA,
        now=NOW,
        kind=ImportKind.PAYMENTS,
    )
    return run_payments_import(
        import_id=run.pk, actor=ANA, now=NOW, report=lambda *_: None, language="en", rejects=folder / "bad.csv"
    )


def test_payments_are_recorded_once_and_close_the_debt(tmp_path):
    roble = creditor()
    owes = debt(debtor(at=roble, reference="C1"), roble, 24_000, reference="F1")
    lines = ("F1,,100,2026-06-01,,card", "F1,,40,2026-06-02,,", "F1,,40,2026-06-02,,", ",C1,60,2026-06-03,,transfer")

    first = _run(tmp_path, roble, *lines)
    second = _run(tmp_path, roble, *lines)

    owes.refresh_from_db()
    assert (first.status, first.counts.created, second.counts.created, second.counts.unchanged) == (
        ImportStatus.DONE,
        4,
        0,
        4,
    )
    assert (owes.status, owes.principal_cents, Payment.objects.count()) == ("paid", 0, 4)
    assert Payment.objects.order_by("id").values_list("received_at", "method")[0] == (
        datetime(2026, 5, 31, 22, 0, tzinfo=UTC),
        "card",
    )


def test_payments_for_nobody_come_back(tmp_path):
    roble = creditor()
    debt(debtor(at=roble, reference="C1"), roble, 24_000, reference="F1")

    outcome = _run(
        tmp_path, roble, "F9,,1,2026-06-01,,", ",C9,1,2026-06-01,,", "F1,,1,2026-06-01,USD,", "F1,,0,2026-06-01,,"
    )

    assert (outcome.counts.created, outcome.counts.rejected, Payment.objects.count()) == (0, 4, 0)
    assert pl.read_csv(tmp_path / "bad.csv")["reasons"].to_list() == [
        "Debt number: no such debt is known",
        "Customer number: no such customer is known",
        "Currency: is not the debt's currency",
        "Amount: must be more than zero",
    ]


def test_overpayment_stays_on_the_payment(tmp_path):
    roble = creditor()
    debt(debtor(at=roble, reference="C1"), roble, 24_000, reference="F1")

    _run(tmp_path, roble, "F1,,300,2026-06-01,,")

    assert Payment.objects.get().unallocated_cents == 6_000
    assert Debt.objects.get().status == "paid"
