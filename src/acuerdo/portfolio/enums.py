"""Choices of the portfolio."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    FINANCIAL = "financial", _("Financial services")
    ENERGY = "energy", _("Energy and water")
    TELECOM = "telecom", _("Telecommunications")
    INSURANCE = "insurance", _("Insurance")
    PUBLIC = "public", _("Public sector")
    OTHER = "other", _("Other")


class DebtorKind(TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class PointKind(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    POSTAL = "postal", _("Postal address")


class PointStatus(TextChoices):
    ACTIVE = "active", _("Active")
    UNVERIFIED = "unverified", _("Unverified")
    BOUNCED = "bounced", _("Bounced")
    WRONG_PERSON = "wrong_person", _("Not theirs")
    RETIRED = "retired", _("Retired")


class DebtStatus(TextChoices):
    OPEN = "open", _("Open")
    PAID = "paid", _("Paid")
    WRITTEN_OFF = "written_off", _("Written off")
    RECALLED = "recalled", _("Recalled")


class EntryKind(TextChoices):
    CHARGE = "charge", _("Charge")
    PAYMENT = "payment", _("Payment")
    ADJUSTMENT = "adjustment", _("Adjustment")
    WRITE_OFF = "write_off", _("Write-off")
    REVERSAL = "reversal", _("Reversal")


class Component(TextChoices):
    """What a part of a debt is made of; allocation works component by component."""

    FEES = "fees", _("Costs and fees")
    INTEREST = "interest", _("Interest")
    PRINCIPAL = "principal", _("Principal")


class ImportStatus(TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DRY_RUN = "dry_run", _("Checked")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class ImportKind(TextChoices):
    DEBTS = "debts", _("Debtors and debts")
    PAYMENTS = "payments", _("Payments")


class OnError(TextChoices):
    KEEP_GOOD = "keep-good", _("Take the good rows, return the bad ones")
    REFUSE = "refuse", _("Refuse the whole file if any row is bad")
