"""Accounts of two people, and their import, for the tests of imports."""

from __future__ import annotations

from pathlib import Path

from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.enums import OnError
from acuerdo.portfolio.models import Creditor
from acuerdo.portfolio.operations import Outcome, register_import, run_import
from tests.factories import NOW

ANA = Actor(kind="user", id=1, name="Ana")
HEADER = "customer,name,nif,phone,email,postcode,street,invoice,due,principal,interest,disputed,tariff"
CARLA = "C1,Carla Núñez,12345678Z,600 123 456,Carla@Example.es,35010,Calle Mayor 1,F1,31/01/2026,100.50,2.25,No,gold"
DIEGO = "C2,Diego Ruiz,X1234567L,+34 915 551 234,diego@example.es,28004,,F2,15/02/2026,80,0,Yes,"
MAPPING = """
mapping: 1
currency: EUR
files:
  - name: accounts
    format: {date: "%d/%m/%Y"}
    fields:
      debtor.reference: customer
      debtor.name: name
      debtor.national_id: nif
      debtor.phone: phone
      debtor.email: email
      debtor.postcode: postcode
      debtor.street: street
      debt.reference: invoice
      debt.due_date: due
      debt.principal: principal
      debt.interest: interest
      debt.disputed: disputed
    custom:
      tariff: tariff
"""


def import_accounts(
    folder: Path,
    *lines: str,
    at: Creditor,
    mapping: str = MAPPING,
    header: str = HEADER,
    on_error: OnError = OnError.KEEP_GOOD,
    is_dry_run: bool = False,
) -> Outcome:
    path = folder / "accounts.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    run = register_import(
        creditor_id=at.pk, files=[path], mapping=mapping, on_error=on_error, is_dry_run=is_dry_run, actor=ANA, now=NOW
    )
    return run_import(
        import_id=run.pk, actor=ANA, now=NOW, report=lambda *_: None, language="en", rejects=folder / "rejected.csv"
    )


def counts_of(outcome: Outcome) -> tuple[int, int, int, int, int]:
    counts = outcome.counts
    return counts.rows, counts.created, counts.updated, counts.unchanged, counts.rejected
