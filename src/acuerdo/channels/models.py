"""Messages in and out, what happened to them, and the rate each provider bears."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acuerdo.channels.enums import CallState, Direction, EventKind, MessageStatus


class Message(models.Model):
    """One contact attempt on one channel. Outgoing ones are the outbox until they are sent.

    Text is not stored: template version, variant and values reproduce it (`values` holds the tokens used);
    messages written by hand and incoming ones keep theirs in `body`.
    """

    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.OUT)
    channel = models.CharField(_("channel"), max_length=20)
    provider = models.CharField(max_length=30, default="")
    contact_point_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=320, default="")
    purpose = models.CharField(max_length=30, default="collection")
    template_version_id = models.BigIntegerField(null=True)
    # The landing page that its links open; null: the portal's own first page.
    landing_version_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=5, default="es")
    tone = models.CharField(max_length=10, default="")
    values = models.JSONField(default=dict)
    # Of version, variant and values: the same digest means the same text.
    digest = models.CharField(max_length=32, default="")
    # What was owed when the text was written; if it changed before sending, the text is wrong and does not go.
    balance_cents = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=300, default="")
    body = models.TextField(default="")
    status = models.CharField(
        _("status"),
        max_length=9,
        choices=MessageStatus.choices,
        default=MessageStatus.QUEUED,
    )
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    # Who leaves first when more wait than may leave: 0, then 1, then 2.
    lane = models.SmallIntegerField(db_default=1)
    claimed_by = models.BigIntegerField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    enrolment_id = models.BigIntegerField(null=True)
    node = models.CharField(max_length=60, default="")
    contact_id = models.BigIntegerField(null=True)
    verdict_id = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    provider_reference = models.CharField(max_length=120, default="")
    segments = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [
            models.Index(fields=["debtor_id", "queued_at"], name="channels_message_person"),
            models.Index(
                fields=["provider", "lane", "not_before"],
                name="channels_message_outbox",
                condition=Q(status="queued"),
            ),
            models.Index(
                fields=["claimed_by"],
                name="channels_message_sending",
                condition=Q(status="sending"),
            ),
            models.Index(
                fields=["-id"],
                name="channels_message_uncertain",
                condition=Q(status="uncertain"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} message {self.pk}"


class MessageEvent(models.Model):
    """Something that happened to a message. A provider's event is recorded once (`provider_event`)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    debtor_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    provider_event = models.CharField(max_length=120, null=True)  # noqa: DJ001  null, so that unique ignores our own

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider_event"], name="channels_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} of message {self.message_id}"


class Handover(models.Model):
    """What one worker has handed to providers and not recorded yet: the messages that may have left if it dies.

    Written before the first byte of them goes out. One row a worker, so that marking a batch costs one small update.
    """

    worker_id = models.IntegerField(primary_key=True)
    message_ids = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"worker {self.worker_id}: {len(self.message_ids)} on their way"


class ProviderRate(models.Model):
    """The token bucket of one provider, shared by all workers; taken from in the claiming transaction."""

    provider = models.CharField(max_length=30, primary_key=True)
    per_second = models.FloatField()
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.provider}: {self.per_second}/s"


class OutgoingCall(models.Model):
    """A signed call to another system, kept with what came of it; taken at least once, or given up after a day."""

    sender = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    body = models.TextField()
    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=7, choices=CallState.choices, default=CallState.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    status = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=300, default="")
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="channels_call_due", condition=Q(state="queued")),
            models.Index(fields=["sender", "-id"], name="channels_call_sender"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} to {self.url}"


class CallKey(models.Model):
    """Which key of its line signs the calls of a sender; none yet means the first."""

    sender = models.CharField(max_length=60, unique=True)
    generation = models.IntegerField(default=0)
    rotated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"key {self.generation} of {self.sender}"
