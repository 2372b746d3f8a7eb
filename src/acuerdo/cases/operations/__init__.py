"""Writes of the cases context, one verb per function."""

from acuerdo.cases.operations.by_hand import CannotSendByHand, Draft, preview_by_hand, send_by_hand
from acuerdo.cases.operations.calls import CannotRecordCall, record_call
from acuerdo.cases.operations.disputes import resolve_dispute
from acuerdo.cases.operations.messages import write_messages
from acuerdo.cases.operations.opening import Synced, sync_cases
from acuerdo.cases.operations.refreshing import refresh_facts, refresh_overdue, refreshed_once
from acuerdo.cases.operations.requests import (
    CannotOpenRequest,
    declare_hardship,
    open_dispute,
    record_visit,
    record_visits,
)
from acuerdo.cases.operations.stages import refresh_stages
from acuerdo.cases.operations.trials import send_test
from acuerdo.cases.operations.work import (
    CannotCompleteTask,
    add_note,
    assign_case,
    cancel_tasks,
    complete_task,
    create_tasks,
    delete_view,
    save_view,
)

__all__ = [
    "CannotCompleteTask",
    "CannotOpenRequest",
    "CannotRecordCall",
    "CannotSendByHand",
    "Draft",
    "Synced",
    "add_note",
    "assign_case",
    "cancel_tasks",
    "complete_task",
    "create_tasks",
    "declare_hardship",
    "delete_view",
    "open_dispute",
    "preview_by_hand",
    "record_call",
    "record_visit",
    "record_visits",
    "refresh_facts",
    "refresh_overdue",
    "refresh_stages",
    "refreshed_once",
    "resolve_dispute",
    "save_view",
    "send_by_hand",
    "send_test",
    "sync_cases",
    "write_messages",
]
