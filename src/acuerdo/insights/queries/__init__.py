"""Reads of insights: figures of the dashboard, and the check that rollups are true."""

from __future__ import annotations

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

__all__ = [
    "CONSISTENCY",
    "DayFigures",
    "Figures",
    "Needs",
    "daily_figures",
    "figures_between",
    "needs_of",
    "owed_at_end_of",
]
