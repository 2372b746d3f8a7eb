"""Creditors, debtors, debts, cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from acuerdo.cases.models import Case, CaseFacts
from acuerdo.portfolio.models import ContactPoint, Creditor, Debt, Debtor, DebtorReference, LedgerEntry

# A Monday, 10:00 in Madrid.
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
ROBLE = "banco-roble"
LUMEN = "lumen-energia"

_NAMES = {ROBLE: ("Banco Roble", "BR", "financial"), LUMEN: ("Lumen Energía", "LE", "energy")}


def creditor(reference: str = ROBLE, **fields: Any) -> Creditor:
    name, initials, sector = _NAMES.get(reference, (reference.title(), reference[:2].upper(), "other"))
    given: dict[str, Any] = {
        "name": name,
        "legal_name": f"{name}, S.A.",
        "sector": sector,
        "policy_packs": ["es"],
        "allocation_order": ["fees", "interest", "principal"],
        "brand_initials": initials,
        "sender_email": f"pagos@{reference}.example",
        "sms_sender": initials,
        "created_at": NOW - timedelta(days=100),
    }
    return Creditor.objects.create(reference=reference, **(given | fields))


def debtor(
    name: str = "Carla Núñez Prieto", *, at: Creditor | None = None, reference: str = "", **fields: Any
) -> Debtor:
    given: dict[str, Any] = {
        "given_name": name.split()[0],
        "birth_date": date(1985, 3, 9),
        "region": "ES-MD",
        "postcode": "28004",
        "city": "Madrid",
        "time_zone": "Europe/Madrid",
        "created_at": NOW - timedelta(days=90),
    }
    made = Debtor.objects.create(name=name, **(given | fields))
    if at is not None:
        DebtorReference.objects.create(creditor=at, debtor=made, reference=reference or f"C{made.pk:06d}")
    return made


def contact_point(owner: Debtor, kind: str = "email", value: str = "carla@example.es", **fields: Any) -> ContactPoint:
    return ContactPoint.objects.create(
        debtor=owner,
        kind=kind,
        value=value,
        is_mobile=fields.pop("is_mobile", kind == "phone"),
        created_at=NOW - timedelta(days=90),
        **fields,
    )


def debt(owner: Debtor, of: Creditor, cents: int = 24_000, **fields: Any) -> Debt:
    """An open debt of principal only, with the ledger entry that made it."""
    booked_at = fields.pop("booked_at", NOW - timedelta(days=90))
    given: dict[str, Any] = {
        "reference": f"D{Debt.objects.count() + 1:06d}",
        "product": "Tarjeta Roble",
        "currency": of.currency,
        "original_cents": cents,
        "principal_cents": cents,
        "due_date": NOW.date() - timedelta(days=45),
        "issued_date": NOW.date() - timedelta(days=75),
        "created_at": booked_at,
    }
    made = Debt.objects.create(debtor=owner, creditor=of, **(given | fields))
    LedgerEntry.objects.create(
        debt=made,
        debtor_id=owner.pk,
        kind="charge",
        component="principal",
        amount_cents=cents,
        booked_at=booked_at,
        value_date=booked_at.date(),
    )
    return made


def case(owner: Debtor, of: Creditor, **fields: Any) -> Case:
    """A case without facts; see `facts`."""
    given: dict[str, Any] = {"stage": "early", "opened_at": NOW - timedelta(days=90)}
    return Case.objects.create(debtor=owner, creditor=of, **(given | fields))


def facts(of: Case, **fields: Any) -> CaseFacts:
    """The row that lists and rules read; give what the test is about."""
    given: dict[str, Any] = {
        "status": of.status,
        "stage": of.stage,
        "opened_date": of.opened_at.date(),
        "balance_cents": 24_000,
        "overdue_cents": 24_000,
        "original_cents": 24_000,
        "principal_cents": 24_000,
        "open_debts": 1,
        "oldest_due_date": NOW.date() - timedelta(days=45),
        "has_email": True,
        "has_mobile": True,
        "has_phone": True,
    }
    return CaseFacts.objects.create(case=of, debtor_id=of.debtor_id, creditor_id=of.creditor_id, **(given | fields))
