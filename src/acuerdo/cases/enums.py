"""Where a case stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseStatus(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Stage(TextChoices):
    PRE_DUE = "pre_due", _("Not due yet")
    EARLY = "early", _("Early")
    LATE = "late", _("Late")
    PRE_COURT = "pre_court", _("Pre-court")


class CloseReason(TextChoices):
    PAID = "paid", _("Paid")
    RECALLED = "recalled", _("Recalled")
    WRITTEN_OFF = "written_off", _("Written off")
    UNDONE = "undone", _("Import undone")


class TaskKind(TextChoices):
    CALL = "call", _("Call")
    REVIEW = "review", _("Review")
    DISPUTE = "dispute", _("Dispute")
    HARDSHIP = "hardship", _("Hardship")
    CALL_BACK = "call_back", _("Call back")
    OTHER = "other", _("Other")


class TaskStatus(TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class CallOutcome(TextChoices):
    SPOKE = "spoke", _("Spoke with the person")
    HUNG_UP = "hung_up", _("Answered and hung up")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Left a voicemail")
    SOMEBODY_ELSE = "somebody_else", _("Somebody else answered")
    WRONG_NUMBER = "wrong_number", _("Wrong number")

    @property
    def is_live(self) -> bool:
        """Whether a conversation took place: several rules count those and not the attempts."""
        return self == CallOutcome.SPOKE
