"""Decisions about money owed, and how numbers are written. Plain values and frames; no database, no clock."""

from acuerdo.portfolio.rules.allocation import DEFAULT_ORDER, OLDEST_DEBT, allocate, check_order
from acuerdo.portfolio.rules.phones import printed_phone

__all__ = ["DEFAULT_ORDER", "OLDEST_DEBT", "allocate", "check_order", "printed_phone"]
