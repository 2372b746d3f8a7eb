"""An import in a worker: its progress goes to its row, its faults to its row too, and nothing is tried twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping
from acuerdo.portfolio.importing.kinds import runner_of
from acuerdo.portfolio.models import Import
from acuerdo.portfolio.operations.progress import written_progress
from acuerdo.portfolio.operations.running import CannotRunImport


def run_in_background(*, import_id: int, language: str, clock: Callable[[], datetime]) -> None:
    """Run a registered import. Faults of files and mapping are kept on the import for its screen."""
    run = Import.objects.get(pk=import_id)
    actor = Actor(kind="import", id=run.pk, name=run.actor_name)
    with written_progress(import_id=import_id, clock=clock) as report:
        try:
            runner_of(run.kind)(import_id=import_id, actor=actor, now=clock(), report=report, language=language)
        except (CannotReadFile, CannotUseMapping, CannotRunImport):
            return
    Import.objects.filter(pk=import_id).update(finished_at=clock())
