"""What is counted."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    """One kind of figure in the rollups; the split is named in brackets."""

    CONTACTS = "contacts"  # messages that left, and calls written down (channel)
    DELIVERED = "delivered"  # messages with their first event of the kind (channel)
    OPENED = "opened"
    CLICKED = "clicked"
    PAYMENTS = "payments"  # money received (method)
    PROMISES = "promises"  # promises made (how)
    CASES_OPENED = "cases_opened"
    CASES_CLOSED = "cases_closed"  # (reason)
    LEDGER = "ledger"  # every movement of the ledgers; its running sum is what is owed
