"""States of a message and what may happen to it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageStatus(TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Uncertain")
    REFUSED = "refused", _("Withheld")
    WITHDRAWN = "withdrawn", _("Taken back")
    RECEIVED = "received", _("Received")


class Direction(TextChoices):
    OUT = "out", _("Outgoing")
    IN = "in", _("Incoming")


class EventKind(TextChoices):
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    OPENED = "opened", _("Opened")
    CLICKED = "clicked", _("Link opened")
    BOUNCED = "bounced", _("Bounced")
    FAILED = "failed", _("Failed")
    REPLIED = "replied", _("Replied")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    REFUSED = "refused", _("Withheld")
    WITHDRAWN = "withdrawn", _("Taken back")
    UNCERTAIN = "uncertain", _("Uncertain")


class CallState(TextChoices):
    """Of a call to another system. Refused: its address is not allowed, so it was never tried."""

    QUEUED = "queued", _("Waiting")
    DONE = "done", _("Taken")
    FAILED = "failed", _("Given up")
    REFUSED = "refused", _("Not allowed")
