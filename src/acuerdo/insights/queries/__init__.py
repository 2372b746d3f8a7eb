"""Reads of insights: figures of the dashboard, what waits, the audit log, and the check that rollups are true."""

from __future__ import annotations

from acuerdo.insights.queries.audit import COUNT_LIMIT, AuditFilter, AuditLine, AuditSlice, audit_entries
from acuerdo.insights.queries.consistency import CONSISTENCY
from acuerdo.insights.queries.dashboard import (
    DayFigures,
    Figures,
    Needs,
    daily_figures,
    figures_between,
    needs_of,
    owed_at_end_of,
)
from acuerdo.insights.queries.evidence import MessageEvidence, message_evidence
from acuerdo.insights.queries.waiting import UncertainMessage, uncertain_messages

__all__ = [
    "CONSISTENCY",
    "COUNT_LIMIT",
    "AuditFilter",
    "AuditLine",
    "AuditSlice",
    "DayFigures",
    "Figures",
    "MessageEvidence",
    "Needs",
    "UncertainMessage",
    "audit_entries",
    "daily_figures",
    "figures_between",
    "message_evidence",
    "needs_of",
    "owed_at_end_of",
    "uncertain_messages",
]
