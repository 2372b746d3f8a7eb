"""Reads of the portfolio."""

from __future__ import annotations

from acuerdo.portfolio.queries.creditors import CreditorLine, creditor, creditors_of

__all__ = ["CreditorLine", "creditor", "creditors_of"]
