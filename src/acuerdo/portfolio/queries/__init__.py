"""Reads of creditors, debtors, debts, ledgers and imports."""

from acuerdo.portfolio.queries.consistency import CONSISTENCY
from acuerdo.portfolio.queries.creditors import (
    CreditorLine,
    access_of_creditors,
    allocation_orders,
    creditor_by_reference,
    creditors_of,
    custom_facts,
    custom_facts_of,
    profile_of,
    time_zones,
)
from acuerdo.portfolio.queries.debtors import (
    ContactPointLine,
    contact_points_of,
    debtors_by_national_id,
    debtors_by_reference,
    names_of,
    people,
    reachable_at,
)
from acuerdo.portfolio.queries.debts import DebtLine, balance_of, debts_by_reference, debts_of, owed
from acuerdo.portfolio.queries.importing import Progress, changes_of, imports, mappings, progress_of
from acuerdo.portfolio.queries.recipients import active_points, open_debts, recipients, senders

__all__ = [
    "CONSISTENCY",
    "ContactPointLine",
    "CreditorLine",
    "DebtLine",
    "Progress",
    "access_of_creditors",
    "active_points",
    "allocation_orders",
    "balance_of",
    "changes_of",
    "contact_points_of",
    "creditor_by_reference",
    "creditors_of",
    "custom_facts",
    "custom_facts_of",
    "debtors_by_national_id",
    "debtors_by_reference",
    "debts_by_reference",
    "debts_of",
    "imports",
    "mappings",
    "names_of",
    "open_debts",
    "owed",
    "people",
    "profile_of",
    "progress_of",
    "reachable_at",
    "recipients",
    "senders",
    "time_zones",
]
