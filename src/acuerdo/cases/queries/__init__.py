"""Reads of the cases context."""

from acuerdo.cases.queries.frames import days_of_creditors, fact_frame

__all__ = ["days_of_creditors", "fact_frame"]
