"""States of strategies and enrolments, events that wake them, rules that end them, and the choices of step settings.

Values stand in stored documents and files; labels are what forms and lists show.
"""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class StrategyStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    ARCHIVED = "archived", _("Archived")


class EnrolmentStatus(IntegerChoices):
    ACTIVE = 1, _("Active")
    ENDED = 2, _("Ended")


class RunningCases(TextChoices):
    """What becomes of the cases inside when another version goes live."""

    FINISH = "finish", _("They finish on the version they are on")
    MOVE = "move", _("They move to the new version")


class MoveStatus(TextChoices):
    RUNNING = "running", _("Moving")
    DONE = "done", _("Moved")
    OVERTAKEN = "overtaken", _("Overtaken by a later version")


class StayReason(TextChoices):
    """Why a waiting case cannot go on in another version."""

    STEP_REMOVED = "step_removed", _("The step is gone")
    KIND_CHANGED = "kind_changed", _("The step is of another kind now")


class WakeEvent(TextChoices):
    """What can wake an enrolment before its time. The order is fixed for good: bits stand in stored masks."""

    PAYMENT_RECORDED = "payment_recorded", _("payment received")
    PROMISE_MADE = "promise_made", _("promise made")
    PROMISE_BROKEN = "promise_broken", _("promise broken")
    MESSAGE_DELIVERED = "message_delivered", _("message delivered")
    MESSAGE_BOUNCED = "message_bounced", _("message bounced")
    MESSAGE_OPENED = "message_opened", _("message opened")
    LINK_CLICKED = "link_clicked", _("link opened")
    REPLIED = "replied", _("replied")
    OPTED_OUT = "opted_out", _("opted out")
    PORTAL_VISITED = "portal_visited", _("portal visited")
    DISPUTE_OPENED = "dispute_opened", _("dispute opened")
    HOLD_PLACED = "hold_placed", _("hold placed")
    HOLD_LIFTED = "hold_lifted", _("hold lifted")
    CASE_CLOSED = "case_closed", _("case closed")
    TASK_DONE = "task_done", _("task done")
    OFFER_EXPIRED = "offer_expired", _("offer expired")
    DISPUTE_RESOLVED = "dispute_resolved", _("dispute resolved")
    INSTALMENT_MISSED = "instalment_missed", _("instalment missed")

    @property
    def bit(self) -> int:
        return _BITS[self]


_BITS = {event: 1 << place for place, event in enumerate(WakeEvent)}


class ExitRule(TextChoices):
    """Why an enrolment ends wherever it stands. Checked before anything else, in this order."""

    CLOSED = "closed", _("the case is closed")
    PAID = "paid", _("nothing is owed any more")
    HELD = "held", _("contact is on hold")
    OPTED_OUT_ALL = "opted_out_all", _("all contact is refused")

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


class Weekday(TextChoices):
    """Days of the week, Monday first as in `datetime.weekday`."""

    MON = "mon", _("Monday")
    TUE = "tue", _("Tuesday")
    WED = "wed", _("Wednesday")
    THU = "thu", _("Thursday")
    FRI = "fri", _("Friday")
    SAT = "sat", _("Saturday")
    SUN = "sun", _("Sunday")


class KindGroup(TextChoices):
    """Shelves of the palette, in the order shown."""

    ENTRY = "entry", _("Entry")
    TALK = "talk", _("Talk")
    WAIT = "wait", _("Wait")
    DECIDE = "decide", _("Decide")
    DO = "do", _("Do")
    END = "end", _("End")


class Trigger(TextChoices):
    """What brings cases into a strategy."""

    SEGMENT = "segment", _("as soon as the rule holds")
    EVENT = "event", _("when something happens")
    SCHEDULE = "schedule", _("at fixed times")
    API = "api", _("when another system says so")


class EntryEvent(TextChoices):
    """What may happen to a case outside so that it enters."""

    IMPORTED = "imported", _("imported")
    DUE_APPROACHING = "due_approaching", _("due date approaching")
    PROMISE_BROKEN = "promise_broken", _("promise broken")
    INSTALMENT_MISSED = "instalment_missed", _("instalment missed")
    REPLIED = "replied", _("replied")
    PAYMENT_RECORDED = "payment_recorded", _("payment received")
    DISPUTE_RESOLVED = "dispute_resolved", _("dispute resolved")
    OFFER_EXPIRED = "offer_expired", _("offer expired")


class Lane(TextChoices):
    """Whose due steps are taken first when there are more than can be taken at once."""

    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Normal")
    BULK = "bulk", _("Bulk")

    @property
    def place(self) -> int:
        """Its number in tables: lower goes first."""
        return list(Lane).index(self)


class MessageChannel(TextChoices):
    """Channels a message step can use; `best` is chosen for each person."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    BEST = "best", _("The best one for each person")


class CampaignAct(TextChoices):
    """What a campaign does on a day: the channels of message steps, or a task for an agent."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    BEST = "best", _("E-mail or SMS, the best for each person")
    TASK = "task", _("Task for an agent")


class MessageTone(TextChoices):
    """Tones a message step can speak in; `suits` is chosen for each person."""

    FRIENDLY = "friendly", _("Friendly")
    NEUTRAL = "neutral", _("Neutral")
    FIRM = "firm", _("Firm")
    SUITS = "suits", _("The one that suits each person")


class OfferKind(TextChoices):
    """What a strategy may put on the table in the portal."""

    SETTLEMENT = "settlement", _("Settlement")
    PLAN = "plan", _("Payment plan")


class Goal(TextChoices):
    """What an experiment counts as success."""

    PAID = "paid", _("paid")
    PROMISED = "promised", _("promised to pay")
    REPLIED = "replied", _("replied")
    CLICKED = "clicked", _("opened the link")
    VISITED = "visited", _("visited the portal")


class HoldReason(TextChoices):
    """Why a strategy stops contact; codes are those of the policy packs."""

    HOUSE = "house_hold", _("Stopped by us")
    BREATHING_SPACE = "breathing_space", _("Breathing space")
    DISPUTE = "dispute_opened", _("Dispute")
    VULNERABLE = "vulnerability_declared", _("Vulnerable person")
    HARDSHIP = "hardship_declared", _("Cannot pay now")
    INSOLVENCY = "concurso_declared", _("Insolvency proceedings")
    COMPLAINT = "complaint_submitted_to_adr", _("Complaint to a mediator")
    LAWYER = "attorney_represented", _("Has a lawyer")
    DECEASED = "deceased", _("Has died")
    IDENTITY_THEFT = "identity_theft_reported", _("Identity theft reported")

    @property
    def may_be_lifted_by_strategy(self) -> bool:
        """Whether a strategy may end such a hold: what the law or the person put there is lifted by people only."""
        return self in (HoldReason.HOUSE, HoldReason.BREATHING_SPACE)
