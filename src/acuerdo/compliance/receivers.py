"""What compliance does when it hears of imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from acuerdo.compliance.operations.imported import contacted_since, lift_imported_disputes, place_imported_disputes
from acuerdo.kernel.events import receives
from acuerdo.portfolio.events import DebtsDisputed, ImportUndone
from acuerdo.portfolio.operations import undo_guard

undo_guard(contacted_since)


@receives(DebtsDisputed)
def on_disputes(events: Sequence[DebtsDisputed], *, now: datetime) -> None:
    for event in events:
        place_imported_disputes(
            creditor_id=event.creditor_id, import_id=event.import_id, debtor_ids=event.debtor_ids, now=now
        )


@receives(ImportUndone)
def on_import_undone(events: Sequence[ImportUndone], *, now: datetime) -> None:
    for event in events:
        lift_imported_disputes(
            creditor_id=event.creditor_id, import_id=event.import_id, debtor_ids=event.debtor_ids, now=now
        )
