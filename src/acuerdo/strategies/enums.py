"""States of strategies and enrolments, and the events that wake them."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class StrategyStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")


class EnrolmentStatus(IntegerChoices):
    ACTIVE = 1, _("Active")
    ENDED = 2, _("Ended")


class WakeEvent(StrEnum):
    PAYMENT_RECORDED = "payment_recorded"
    PROMISE_MADE = "promise_made"
    PROMISE_BROKEN = "promise_broken"
    MESSAGE_DELIVERED = "message_delivered"
    MESSAGE_BOUNCED = "message_bounced"
    MESSAGE_OPENED = "message_opened"
    LINK_CLICKED = "link_clicked"
    REPLIED = "replied"
    OPTED_OUT = "opted_out"
    PORTAL_VISITED = "portal_visited"
    DISPUTE_OPENED = "dispute_opened"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    CASE_CLOSED = "case_closed"
