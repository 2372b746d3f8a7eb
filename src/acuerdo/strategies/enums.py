"""States of strategies and enrolments, the events that wake them, and the rules that end them anywhere."""

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
    """What can wake an enrolment before its time. The order is fixed for good: bits stand in stored masks."""

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
    TASK_DONE = "task_done"

    @property
    def bit(self) -> int:
        return 1 << list(WakeEvent).index(self)


class ExitRule(StrEnum):
    """Why an enrolment ends wherever it stands. Checked before anything else, in this order."""

    CLOSED = "closed"
    PAID = "paid"
    HELD = "held"
    OPTED_OUT_ALL = "opted_out_all"

    @property
    def woken_by(self) -> tuple[WakeEvent, ...]:
        """The events after which the rule may have come true."""
        match self:
            case ExitRule.CLOSED:
                return (WakeEvent.CASE_CLOSED,)
            case ExitRule.PAID:
                return (WakeEvent.PAYMENT_RECORDED,)
            case ExitRule.HELD:
                return (WakeEvent.HOLD_PLACED, WakeEvent.DISPUTE_OPENED)
            case ExitRule.OPTED_OUT_ALL:
                return (WakeEvent.OPTED_OUT,)


class Weekday(StrEnum):
    """Days of the week, Monday first as in `datetime.weekday`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"
