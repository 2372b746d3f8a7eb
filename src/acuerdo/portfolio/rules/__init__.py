"""Decisions about money owed. Plain values and frames; no database, no clock."""

from acuerdo.portfolio.rules.allocation import DEFAULT_ORDER, OLDEST_DEBT, allocate, check_order

__all__ = ["DEFAULT_ORDER", "OLDEST_DEBT", "allocate", "check_order"]
