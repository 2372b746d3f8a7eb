"""What happened and why, in words for the person it happened to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acuerdo.portal.queries import ContactRow


def channel_words(channel: str) -> str:
    """The channel as people call it."""
    return {
        "email": _("E-mail"),
        "sms": _("SMS"),
        "whatsapp": _("WhatsApp"),
        "voice_human": _("Phone call"),
        "letter": _("Letter"),
    }.get(channel, channel)


def what_happened(row: ContactRow) -> str:
    """Name a contact in a few words."""
    if row.direction == "in":
        return _("You wrote to us")
    if row.status == "refused":
        return _("A message we did not send")
    return row.subject or {
        "operation_confirmation": _("A confirmation"),
        "marketing": _("An offer"),
    }.get(row.purpose, _("A payment reminder"))


def why_it_happened(row: ContactRow, creditor: str) -> str:
    """Say the reason of a contact in one sentence."""
    if row.direction == "in":
        return _("We keep what you write to us, so that whoever helps you knows it.")
    if row.status == "refused":
        return _("We wanted to write to you, and one of the rules below did not allow it, so nothing was sent.")
    return {
        "operation_confirmation": _("We confirmed something that you did, such as a payment."),
        "marketing": _("%(creditor)s had your consent to send you offers.") % {"creditor": creditor},
    }.get(
        row.purpose,
        _("A debt with %(creditor)s was overdue on that day, and we wrote to tell you how you can settle it.")
        % {"creditor": creditor},
    )
