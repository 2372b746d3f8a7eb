"""How a call by hand went."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
