"""Creditors added, and who of the staff may see their cases."""

from __future__ import annotations

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import Creditor, CreditorAccess
from acuerdo.portfolio.operations import (
    CannotSaveCreditor,
    CreditorTerms,
    create_creditor,
    grant_access,
    withdraw_access,
)
from acuerdo.portfolio.operations.creditors import sms_sender_of
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.factories.staff import ana

pytestmark = pytest.mark.django_db


def create(reference: str = "caja-norte", name: str = "Caja Norte, S.A.", **terms: object) -> Creditor:
    return create_creditor(
        reference=reference,
        name=name,
        terms=CreditorTerms(**terms) if terms else None,  # type: ignore[arg-type]
        actor=SYSTEM,
        now=NOW,
    )


def audited() -> list[tuple[str, str, int | None, int | None]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "obj_type", "obj_id", "creditor_id"))


def test_a_creditor_begins_with_sensible_values():
    made = create()

    row = Creditor.objects.values().get()
    assert row == row | {
        "id": made.pk,
        "reference": "caja-norte",
        "name": "Caja Norte, S.A.",
        "legal_name": "Caja Norte, S.A.",
        "sector": "other",
        "country": "ES",
        "currency": "EUR",
        "time_zone": "Europe/Madrid",
        "language": "es",
        "policy_packs": ["es"],
        "allocation_order": ["fees", "interest", "principal"],
        "min_payment_cents": 1_000,
        "brand_initials": "CNS",
        "sender_email": "no-reply@caja-norte.example",
        "sms_sender": "Caja Norte",
        "created_at": NOW,
    }
    assert audited() == [("portfolio.creditor.created", "portfolio.creditor", made.pk, made.pk)]
    assert AuditEntry.objects.get().after == {"reference": "caja-norte", "name": "Caja Norte, S.A."}


def test_a_name_without_letters_still_has_a_mark():
    assert create(name="--").brand_initials == "?"


def test_what_is_said_of_a_creditor_wins_over_what_is_guessed():
    made = create(country="MX", currency="MXN", time_zone="America/Mexico_City", brand_initials="N", sms_sender="NORTE",
                  sender_email="pagos@norte.example", allocation_order=("principal", "interest", "fees"))  # fmt: skip

    made.refresh_from_db()
    assert (made.country, made.currency, made.time_zone) == ("MX", "MXN", "America/Mexico_City")
    assert (made.brand_initials, made.sms_sender, made.sender_email) == ("N", "NORTE", "pagos@norte.example")
    assert made.allocation_order == ["principal", "interest", "fees"]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"currency": "XXQ"}, "no such currency: XXQ"),
        ({"country": "QQ"}, "no such country: QQ"),
        ({"time_zone": "Europe/Toledo"}, "no such time zone: Europe/Toledo"),
        ({"allocation_order": ("tips",)}, "tips"),
    ],
)
def test_a_code_that_does_not_exist_is_refused_and_nothing_is_written(terms, words):
    with pytest.raises(CannotSaveCreditor, match=words):
        create(**terms)

    assert (Creditor.objects.count(), audited()) == (0, [])


def test_a_reference_that_is_taken_is_refused_and_nothing_is_written():
    roble = people.creditor()

    with pytest.raises(CannotSaveCreditor, match="'banco-roble' already"):
        create(roble.reference)

    assert (Creditor.objects.count(), audited()) == (1, [])


@pytest.mark.parametrize(
    ("reference", "name", "legal_name", "words"),
    [
        ("caja norte", "Caja", "", "letters, digits, hyphens and underscores, not 'caja norte'"),
        ("", "Caja", "", "1 to 40 letters"),
        ("r" * 41, "Caja", "", "1 to 40 letters"),
        ("caja", " ", "", "a name has 1 to 120 characters, not 0"),
        ("caja", "C" * 121, "", "a name has 1 to 120 characters, not 121"),
        ("caja", "Caja", "C" * 201, "a legal name has at most 200 characters, not 201"),
    ],
)
def test_names_that_do_not_fit_are_refused(reference, name, legal_name, words):
    with pytest.raises(CannotSaveCreditor, match=words):
        create_creditor(reference=reference, name=name, legal_name=legal_name, actor=SYSTEM, now=NOW)

    assert Creditor.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "sender"),
    [("Caja Norte, S.A.", "Caja Norte"), ("Eléctrica Ñandú", "Electrica N"), ("株式会社", "SMS"), ("A&B", "AB")],
)
def test_sender_of_sms_begins_as_networks_take_it(name, sender):
    assert sms_sender_of(name) == sender


def test_access_is_granted_and_withdrawn_once_with_an_entry_each():
    roble, lumen = people.creditor(people.ROBLE), people.creditor(people.LUMEN)
    user = ana(roble)
    whom = {"user_id": user.pk, "actor": SYSTEM, "now": NOW}

    granted = grant_access(creditor_ids=[roble.pk, lumen.pk, lumen.pk], **whom)

    assert granted == 1
    assert set(CreditorAccess.objects.values_list("user_id", "creditor_id")) == {
        (user.pk, roble.pk),
        (user.pk, lumen.pk),
    }

    withdrawn = [withdraw_access(creditor_ids=[roble.pk], **whom) for _ in range(2)]

    assert withdrawn == [1, 0]
    assert list(CreditorAccess.objects.values_list("creditor_id", flat=True)) == [lumen.pk]
    assert audited() == [
        ("portfolio.access.granted", "staff.user", user.pk, lumen.pk),
        ("portfolio.access.withdrawn", "staff.user", user.pk, roble.pk),
    ]
