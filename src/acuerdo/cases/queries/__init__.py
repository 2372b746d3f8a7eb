"""Reads of the cases context."""

from acuerdo.cases.queries.frames import days_of_creditors, fact_frame
from acuerdo.cases.queries.keys import open_case_ids, open_case_of
from acuerdo.cases.queries.lists import CaseFilters, CaseList, CaseRow, list_cases, search_cases
from acuerdo.cases.queries.page import CaseData, CaseHead, DebtLine, LedgerLine, case_data, ledger_of
from acuerdo.cases.queries.profile import Profile, profile_of
from acuerdo.cases.queries.timeline import Timeline, TimelineDay, TimelineItem, add_timeline_source, timeline
from acuerdo.cases.queries.work import QueueLine, open_tasks, saved_views

__all__ = [
    "CaseData",
    "CaseFilters",
    "CaseHead",
    "CaseList",
    "CaseRow",
    "DebtLine",
    "LedgerLine",
    "Profile",
    "QueueLine",
    "Timeline",
    "TimelineDay",
    "TimelineItem",
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
    "saved_views",
    "search_cases",
    "timeline",
]
