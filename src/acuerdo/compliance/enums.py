"""Channels, purposes and parties as policy packs name them, and states of the contact ledger."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(StrEnum):
    """Ways to reach a person. The order is fixed for good: a channel's bit stands in stored masks."""

    VOICE_HUMAN = "voice_human"
    VOICE_AI = "voice_ai"
    VOICEMAIL = "voicemail"
    RINGLESS_VOICEMAIL = "ringless_voicemail"
    PRERECORDED = "prerecorded"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    LETTER = "letter"
    CHAT = "chat"
    VISIT = "visit"
    PUSH = "push"
    SOCIAL_DM = "social_dm"

    @property
    def bit(self) -> int:
        return 1 << list(Channel).index(self)


ALL_CHANNELS_MASK = (1 << len(Channel)) - 1


class Purpose(TextChoices):
    """What a contact is for. The order is fixed for good: codes of past contacts follow it."""

    COLLECTION = "collection", _("about the debt")
    MARKETING = "marketing", _("offers of something new")
    OPERATION_CONFIRMATION = "operation_confirmation", _("confirming a payment or an agreement")
    FRAUD_ALERT = "fraud_alert", _("warning of fraud")
    INFO_REQUESTED = "info_requested_by_consumer", _("what the person asked for")


class ContactStatus(TextChoices):
    """Reserved counts like made until it is released: the gate fails closed."""

    RESERVED = "reserved", _("Reserved")
    MADE = "made", _("Made")
    UNCERTAIN = "uncertain", _("Uncertain")
    RELEASED = "released", _("Released")


class ConsentAct(TextChoices):
    GRANTED = "granted", _("Consent given")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    OPTED_OUT = "opted_out", _("Opted out")
    OPTED_IN = "opted_in", _("Opted in again")
    CEASED = "ceased", _("Asked to cease")
    RESUMED = "resumed", _("Contact resumed")
