"""Reads of the cases context."""

from acuerdo.cases.queries.frames import days_of_creditors, fact_frame
from acuerdo.cases.queries.keys import open_case_ids, open_case_of
from acuerdo.cases.queries.lists import CaseFilters, CaseList, CaseRow, list_cases, rows_of_cases, search_cases
from acuerdo.cases.queries.page import (
    CaseData,
    CaseHead,
    HoldLine,
    LedgerLine,
    PointLine,
    TaskLine,
    WaitingMessage,
    case_data,
    ledger_of,
    waiting_by_hand,
)
from acuerdo.cases.queries.profile import Profile, profile_of
from acuerdo.cases.queries.timeline import Timeline, TimelineDay, TimelineItem, add_timeline_source, timeline
from acuerdo.cases.queries.work import QueueLine, open_tasks, saved_views

__all__ = [
    "CaseData",
    "CaseFilters",
    "CaseHead",
    "CaseList",
    "CaseRow",
    "HoldLine",
    "LedgerLine",
    "PointLine",
    "Profile",
    "QueueLine",
    "TaskLine",
    "Timeline",
    "TimelineDay",
    "TimelineItem",
    "WaitingMessage",
    "add_timeline_source",
    "case_data",
    "days_of_creditors",
    "fact_frame",
    "ledger_of",
    "list_cases",
    "open_case_ids",
    "open_case_of",
    "open_tasks",
    "profile_of",
    "rows_of_cases",
    "saved_views",
    "search_cases",
    "timeline",
    "waiting_by_hand",
]
