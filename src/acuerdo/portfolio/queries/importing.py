"""Imports as the screen and the command show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from acuerdo.portfolio.enums import ImportStatus
from acuerdo.portfolio.models import Import, ImportChange, ImportMapping


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: rows done of how many (an estimate while reading), rows a second, seconds left if known."""

    status: str
    phase: str
    rows_done: int
    rows_total: int | None
    rate: float
    seconds_left: float | None

    @property
    def is_over(self) -> bool:
        return self.status not in (ImportStatus.UPLOADED, ImportStatus.QUEUED, ImportStatus.RUNNING)


def imports(*, creditor_ids: Sequence[int]) -> QuerySet[Import]:
    """Imports of these creditors, the latest first, each with its creditor."""
    return Import.objects.filter(creditor_id__in=creditor_ids).select_related("creditor").order_by("-created_at", "-id")


def progress_of(*, import_id: int, now: datetime) -> Progress:
    """Progress of one import, from the row that the run keeps writing."""
    run = Import.objects.get(pk=import_id)
    seconds = ((run.finished_at or now) - run.started_at).total_seconds() if run.started_at else 0.0
    rate = run.rows_done / seconds if seconds > 0 else 0.0
    left = None
    if run.status == ImportStatus.RUNNING and rate > 0 and run.rows_total:
        left = max(0.0, (run.rows_total - run.rows_done) / rate)
    return Progress(run.status, run.phase, run.rows_done, run.rows_total, rate, left)


def changes_of(*, import_id: int) -> QuerySet[ImportChange]:
    """Rows that an import changed, as they were before."""
    return ImportChange.objects.filter(import_run_id=import_id).order_by("id")


def mappings(*, creditor_id: int) -> QuerySet[ImportMapping]:
    """The creditor's saved mappings, by name."""
    return ImportMapping.objects.filter(creditor_id=creditor_id).order_by("name")
