"""Decisions about cases: their stage, how facts are read from their row, what suits a person, how risky a case is."""

from acuerdo.cases.rules.columns import FRAME_TYPES, column_sql, frame_type
from acuerdo.cases.rules.stages import DEFAULT_STAGES, StagePolicy, next_stages

__all__ = ["DEFAULT_STAGES", "FRAME_TYPES", "StagePolicy", "column_sql", "frame_type", "next_stages"]
