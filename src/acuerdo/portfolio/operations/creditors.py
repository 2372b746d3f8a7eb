"""Creditors, and who of the staff may see their cases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.enums import Sector
from acuerdo.portfolio.importing.values.choices import COUNTRIES, CURRENCIES
from acuerdo.portfolio.models import Creditor, CreditorAccess
from acuerdo.portfolio.rules import check_order

_REFERENCE = re.compile(r"[-a-zA-Z0-9_]{1,40}")
_LONGEST_NAME, _LONGEST_LEGAL_NAME = 120, 200


class CannotSaveCreditor(Exception):
    """The reference is taken or none, a name is too long, or a code (currency, country, time zone, order) is none."""


@dataclass(frozen=True, slots=True)
class CreditorTerms:
    """Everything about a creditor that has a sensible value to begin with."""

    sector: Sector = Sector.OTHER
    country: str = "ES"
    currency: str = "EUR"
    time_zone: str = "Europe/Madrid"
    language: str = "es"
    policy_packs: tuple[str, ...] = ("es",)
    allocation_order: tuple[str, ...] = ()
    min_payment_cents: int = 1_000
    brand_colour: str = "#3730a3"
    brand_initials: str = ""
    sender_email: str = ""
    sms_sender: str = ""
    phone: str = ""
    website: str = ""
    privacy_url: str = ""
    postal_address: str = ""


def create_creditor(
    *, reference: str, name: str, legal_name: str = "", terms: CreditorTerms | None = None, actor: Actor, now: datetime
) -> Creditor:
    """Add a creditor; raises CannotSaveCreditor where the reference is taken or a code is none."""
    chosen = terms or CreditorTerms()
    _check_names(reference, name, legal_name)
    _check(reference, chosen)
    with transaction.atomic():
        creditor = Creditor.objects.create(
            reference=reference,
            name=name,
            legal_name=legal_name or name,
            sector=chosen.sector,
            country=chosen.country,
            currency=chosen.currency,
            time_zone=chosen.time_zone,
            language=chosen.language,
            policy_packs=list(chosen.policy_packs),
            allocation_order=list(check_order(chosen.allocation_order)),
            min_payment_cents=chosen.min_payment_cents,
            brand_colour=chosen.brand_colour,
            brand_initials=chosen.brand_initials or initials_of(name),
            sender_email=chosen.sender_email or f"no-reply@{reference}.example",
            sms_sender=chosen.sms_sender or sms_sender_of(name),
            phone=chosen.phone,
            website=chosen.website,
            privacy_url=chosen.privacy_url,
            postal_address=chosen.postal_address,
            created_at=now,
        )
        entry = audit.Entry(
            "portfolio.creditor.created",
            "portfolio.creditor",
            creditor.pk,
            actor,
            creditor_id=creditor.pk,
            after={"reference": reference, "name": name},
        )
        audit.record(entry, at=now)
    return creditor


def _check_names(reference: str, name: str, legal_name: str) -> None:
    if not _REFERENCE.fullmatch(reference):
        raise CannotSaveCreditor(f"a reference has 1 to 40 letters, digits, hyphens and underscores, not {reference!r}")
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise CannotSaveCreditor(f"a name has 1 to {_LONGEST_NAME} characters, not {len(name.strip())}")
    if len(legal_name) > _LONGEST_LEGAL_NAME:
        raise CannotSaveCreditor(f"a legal name has at most {_LONGEST_LEGAL_NAME} characters, not {len(legal_name)}")


def _check(reference: str, terms: CreditorTerms) -> None:
    if Creditor.objects.filter(reference=reference).exists():
        raise CannotSaveCreditor(f"there is a creditor {reference!r} already")
    if terms.currency not in CURRENCIES:
        raise CannotSaveCreditor(f"no such currency: {terms.currency}; three letters, such as EUR")
    if terms.country not in COUNTRIES:
        raise CannotSaveCreditor(f"no such country: {terms.country}; two letters, such as ES")
    if terms.time_zone not in available_timezones():
        raise CannotSaveCreditor(f"no such time zone: {terms.time_zone}; a name such as Europe/Madrid")
    try:
        check_order(terms.allocation_order)
    except ValueError as error:
        raise CannotSaveCreditor(str(error)) from error


def initials_of(name: str) -> str:
    """Two or three capital letters of a name, for the round mark beside it."""
    words = [word for word in name.replace(",", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:3]).upper() or "?"


def sms_sender_of(name: str) -> str:
    """A name as networks take it for the sender of an SMS: at most eleven plain letters, digits and spaces."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9 ]", "", plain)[:11].strip() or "SMS"


def grant_access(*, creditor_ids: Sequence[int], user_id: int, actor: Actor, now: datetime) -> int:
    """Let a member of staff see these creditors' cases; returns how many were new."""
    with transaction.atomic():
        held = set(CreditorAccess.objects.filter(user_id=user_id).values_list("creditor_id", flat=True))
        new = [key for key in dict.fromkeys(creditor_ids) if key not in held]
        CreditorAccess.objects.bulk_create(CreditorAccess(creditor_id=key, user_id=user_id) for key in new)
        _record_access("granted", new, user_id, actor, now)
    return len(new)


def withdraw_access(*, creditor_ids: Sequence[int], user_id: int, actor: Actor, now: datetime) -> int:
    """Take sight of these creditors' cases away; returns how many were taken."""
    with transaction.atomic():
        held = CreditorAccess.objects.filter(user_id=user_id, creditor_id__in=creditor_ids)
        gone = list(held.values_list("creditor_id", flat=True))
        held.delete()
        _record_access("withdrawn", gone, user_id, actor, now)
    return len(gone)


def _record_access(verb: str, creditor_ids: Sequence[int], user_id: int, actor: Actor, now: datetime) -> None:
    audit.record_many(
        [
            audit.Entry(f"portfolio.access.{verb}", "staff.user", user_id, actor, creditor_id=creditor_id)
            for creditor_id in creditor_ids
        ],
        at=now,
    )
