"""Cases, the facts known about them, and the work of people on them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from acuerdo.cases.enums import CallOutcome, CaseStatus, CloseReason, Stage, TaskKind, TaskStatus


class Case(models.Model):
    """The work on one debtor's debts with one creditor; at most one is open for each pair."""

    creditor = models.ForeignKey(
        "portfolio.Creditor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    debtor = models.ForeignKey(
        "portfolio.Debtor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    status = models.CharField(max_length=6, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.EARLY)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=12, choices=CloseReason.choices, default="", blank=True)
    assignee_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debtor", "creditor"],
                condition=Q(status="open"),
                name="cases_one_open_case",
            )
        ]
        indexes = [models.Index(fields=["debtor"], name="cases_case_debtor")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class StageChange(models.Model):
    """A case came to a new stage: from, to, why, when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    from_stage = models.CharField(max_length=10, default="")
    to_stage = models.CharField(max_length=10)
    reason = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"case {self.case_id}: {self.from_stage} to {self.to_stage}"


class CaseFacts(models.Model):
    """One row per case of what rules, tokens and lists read. Written only by `refresh_facts`.

    Facts that depend on today are kept as dates; the columns are described by the facts registry.
    """

    case = models.OneToOneField(
        Case,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
    )
    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    # case.*
    status = models.CharField(max_length=6, default="open")
    stage = models.CharField(max_length=10, default="early")
    opened_date = models.DateField(null=True)
    open_tasks = models.IntegerField(default=0)
    assignee_id = models.BigIntegerField(null=True)
    # debtor.*
    debtor_kind = models.CharField(max_length=8, default="person")
    language = models.CharField(max_length=5, default="es")
    country = models.CharField(max_length=2, default="")
    region = models.CharField(max_length=6, default="")
    postcode = models.CharField(max_length=10, default="")
    time_zone = models.CharField(max_length=40, default="")
    tone = models.CharField(max_length=10, default="")
    birth_date = models.DateField(null=True)
    # contacts.*
    has_email = models.BooleanField(default=False)
    has_mobile = models.BooleanField(default=False)
    has_phone = models.BooleanField(default=False)
    has_postal = models.BooleanField(default=False)
    preferred_channel = models.CharField(max_length=12, default="")
    opted_out_email = models.BooleanField(default=False)
    opted_out_sms = models.BooleanField(default=False)
    is_ceased = models.BooleanField(default=False)
    on_hold = models.BooleanField(default=False)
    is_vulnerable = models.BooleanField(default=False)
    is_disputed = models.BooleanField(default=False)
    # debt.*
    currency = models.CharField(max_length=3, default="EUR")
    balance_cents = models.BigIntegerField(default=0)
    principal_cents = models.BigIntegerField(default=0)
    interest_cents = models.BigIntegerField(default=0)
    fees_cents = models.BigIntegerField(default=0)
    original_cents = models.BigIntegerField(default=0)
    overdue_cents = models.BigIntegerField(default=0)
    open_debts = models.IntegerField(default=0)
    disputed_debts = models.IntegerField(default=0)
    cured_debts = models.IntegerField(default=0)
    oldest_due_date = models.DateField(null=True)
    newest_due_date = models.DateField(null=True)
    product = models.CharField(max_length=80, default="")
    debt_type = models.CharField(max_length=30, default="")
    debt_reference = models.CharField(max_length=60, default="")
    # payments.*
    paid_cents = models.BigIntegerField(default=0)
    payments_count = models.IntegerField(default=0)
    first_payment_date = models.DateField(null=True)
    last_payment_date = models.DateField(null=True)
    last_payment_cents = models.BigIntegerField(null=True)
    open_promise_date = models.DateField(null=True)
    open_promise_cents = models.BigIntegerField(null=True)
    promises_kept = models.IntegerField(default=0)
    promises_broken = models.IntegerField(default=0)
    open_offer_kind = models.CharField(max_length=10, default="")
    open_offer_expires_date = models.DateField(null=True)
    # engagement.*
    messages_sent = models.IntegerField(default=0)
    emails_sent = models.IntegerField(default=0)
    sms_sent = models.IntegerField(default=0)
    messages_opened = models.IntegerField(default=0)
    links_clicked = models.IntegerField(default=0)
    replies = models.IntegerField(default=0)
    bounces = models.IntegerField(default=0)
    last_sent_date = models.DateField(null=True)
    last_opened_date = models.DateField(null=True)
    last_clicked_date = models.DateField(null=True)
    last_replied_date = models.DateField(null=True)
    last_visit_date = models.DateField(null=True)
    portal_visits = models.IntegerField(default=0)
    # behaviour.*: what depends on today is kept as dates, contacts as their days in order
    opened_of_last_emails = models.IntegerField(default=0)
    ignored_messages = models.IntegerField(default=0)
    contact_dates = ArrayField(models.DateField(), null=True)
    calls_logged = models.IntegerField(default=0)
    last_call_date = models.DateField(null=True)
    last_call_outcome = models.CharField(max_length=14, default="")
    last_hang_up_date = models.DateField(null=True)
    # tone.*, channel.*, hour.*
    suiting_tone = models.CharField(max_length=10, default="")
    suiting_tone_reason = models.CharField(max_length=40, default="")
    suiting_channel = models.CharField(max_length=10, default="")
    suiting_hour = models.SmallIntegerField(null=True)
    # custom.*
    custom = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["creditor_id", "status", "oldest_due_date"],
                name="cases_facts_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"facts of case {self.case_id}"


class Note(models.Model):
    """What a member of staff wrote about a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note on case {self.case_id}"


class FactsBehind(models.Model):
    """People whose facts about messages are behind, because a batch of messages has just left. Only appended to."""

    shard = models.SmallIntegerField()
    debtor_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["shard", "debtor_id"], name="cases_factsbehind_people")]

    def __str__(self) -> str:
        return f"facts of debtor {self.debtor_id}"


class Task(models.Model):
    """Work for an agent on a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    creditor_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=TaskKind.choices, default=TaskKind.OTHER)
    title = models.CharField(max_length=200)
    # The title by language, where whoever made the task wrote it in several.
    titles = models.JSONField(null=True)
    status = models.CharField(max_length=9, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    enrolment_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["creditor_id", "due_at"],
                name="cases_task_open",
                condition=Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Call(models.Model):
    """A call that somebody made by hand and how it went; its words are in the note beside it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    contact_id = models.BigIntegerField()
    outcome = models.CharField(max_length=14, choices=CallOutcome.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"call on case {self.case_id}: {self.outcome}"


class SavedView(models.Model):
    """Filters of a list that a member of staff wants back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=30, default="cases")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="cases_view_once")]

    def __str__(self) -> str:
        return self.name


class PortalVisit(models.Model):
    """A debtor opened the portal for a case; feeds the engagement facts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    message_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"visit to case {self.case_id}"
