"""Strategies, their immutable versions, and the cases that walk through them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acuerdo.kernel.shards import SHARDS
from acuerdo.strategies.enums import EnrolmentStatus, EntryEvent, MoveStatus, StrategyStatus, Trigger


class Strategy(models.Model):
    """A named way to treat cases; what it does is in its versions."""

    key = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    creditor = models.ForeignKey("portfolio.Creditor", on_delete=models.PROTECT, related_name="+", null=True)
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=StrategyStatus.choices,
        default=StrategyStatus.DRAFT,
    )
    priority = models.SmallIntegerField(_("priority"), default=100)
    draft = models.JSONField()
    draft_revision = models.IntegerField(default=1)
    live_version_id = models.BigIntegerField(null=True)
    # Of the live version's entry: what brings cases in, so that news is kept only for whoever waits for it.
    trigger = models.CharField(max_length=8, choices=Trigger.choices, default=Trigger.SEGMENT)
    entry_event = models.CharField(max_length=20, choices=EntryEvent.choices, default="", blank=True)
    # When its entry is due to look for new cases; null unless it is live and looks by the clock.
    scan_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=200, default="")

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [
            # A name is free again once its strategy is archived.
            models.UniqueConstraint(fields=["key"], condition=~Q(status="archived"), name="strategies_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class StrategyVersion(models.Model):
    """A published graph: never changed. A running case points to the version it started with."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    document = models.JSONField()
    # The rules of segments and lists it names, as they were when it was published: changing those changes no version.
    named = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy", "number"], name="strategies_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of strategy {self.strategy_id}"


class Enrolment(models.Model):
    """A case at a node of a version. Indexed columns change only at its end, so every move is a heap-only update."""

    strategy_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    entered_at = models.DateTimeField()
    node = models.SmallIntegerField(default=0)
    node_entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    # Events its node wants, and those that came while its strategy was paused (bits of `WakeEvent`).
    listens = models.IntegerField(default=0)
    woken = models.IntegerField(default=0)
    status = models.SmallIntegerField(choices=EnrolmentStatus.choices, default=EnrolmentStatus.ACTIVE)
    outcome = models.CharField(max_length=40, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_id"], name="strategies_enrolment_case"),
            # Who is inside, shard by shard: for moving, halting and counting. None of its columns ever changes.
            models.Index(
                F("strategy_id"),
                F("debtor_id") % SHARDS,
                name="strategies_enrolment_inside",
                condition=Q(status=EnrolmentStatus.ACTIVE),
            ),
        ]
        constraints = [
            # One conversation at a time: a person is in one strategy of a creditor only, whichever case it is about.
            models.UniqueConstraint(
                fields=["debtor_id", "creditor_id"],
                condition=Q(status=EnrolmentStatus.ACTIVE),
                name="strategies_one_active_enrolment",
            )
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class DueEnrolment(models.Model):
    """The narrow table that workers pick from: when is which enrolment's turn, lane by lane.

    One row per active enrolment of a strategy that is not paused; `lane` is that of its version (`Lane.place`).
    """

    pk = models.CompositePrimaryKey("shard", "lane", "due_at", "enrolment_id")
    shard = models.SmallIntegerField()
    lane = models.SmallIntegerField(db_default=1)
    due_at = models.DateTimeField()
    enrolment_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"enrolment {self.enrolment_id} due at {self.due_at}"


class Wake(models.Model):
    """Events of a case that its enrolment has not been told of yet. Writers only append, so they never wait."""

    shard = models.SmallIntegerField()
    case_id = models.BigIntegerField()
    events = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shard"], name="strategies_wake_shard")]

    def __str__(self) -> str:
        return f"events {self.events} of case {self.case_id}"


class Knock(models.Model):
    """Something happened to a case that a live strategy's entry waits for. Writers only append."""

    case_id = models.BigIntegerField()
    event = models.CharField(max_length=20, choices=EntryEvent.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} of case {self.case_id}"


class HeldKnock(models.Model):
    """It happened while the strategy whose entry waits for it was paused; the last time counts."""

    strategy_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    event = models.CharField(max_length=20, choices=EntryEvent.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy_id", "case_id", "event"], name="strategies_held_knock_once")
        ]

    def __str__(self) -> str:
        return f"{self.event} of case {self.case_id}, held for strategy {self.strategy_id}"


class Spending(models.Model):
    """What a strategy with a daily ceiling has used of it on a day of its creditor's calendar."""

    strategy_id = models.BigIntegerField()
    day = models.DateField()
    contacts = models.IntegerField(default=0)
    # Thousandths of a cent: an e-mail costs less than a cent.
    cost_millis = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy_id", "day"], name="strategies_spending_once")]

    def __str__(self) -> str:
        return f"{self.contacts} contacts of strategy {self.strategy_id} on {self.day}"


class Move(models.Model):
    """Running cases on their way to another version, shard by shard; it goes on where it was interrupted."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=MoveStatus.choices, default=MoveStatus.RUNNING)
    shards_left = ArrayField(models.SmallIntegerField())
    total = models.IntegerField()
    moved = models.IntegerField(default=0)
    stayed = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy"], condition=Q(status="running"), name="strategies_one_move_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"move {self.pk} of strategy {self.strategy_id}"


class Decision(models.Model):
    """What was decided for an enrolment at a node, and on what."""

    enrolment_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    node = models.SmallIntegerField()
    outlet = models.CharField(max_length=40)
    at = models.DateTimeField()
    facts = models.JSONField(null=True)
    verdict_id = models.BigIntegerField(null=True)
    arm = models.CharField(max_length=40, default="")
    propensity = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case_id"], name="strategies_decision_case")]

    def __str__(self) -> str:
        return f"{self.outlet} at node {self.node} for enrolment {self.enrolment_id}"


class Tally(models.Model):
    """How many cases took a way in one batch: what live counts sum, because decisions are too many to count.

    Append-only, so that workers never wait for one another over a counter.
    """

    version_id = models.BigIntegerField()
    node = models.SmallIntegerField()
    outlet = models.CharField(max_length=40)
    count = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version_id"], name="strategies_tally_version")]

    def __str__(self) -> str:
        return f"{self.count} × {self.outlet} at node {self.node}"
