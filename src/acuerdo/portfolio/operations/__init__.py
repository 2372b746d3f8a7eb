"""What may be done to creditors, debtors, debts and their ledger, and imports."""

from acuerdo.portfolio.operations.creditors import (
    CannotSaveCreditor,
    CreditorTerms,
    create_creditor,
    grant_access,
    withdraw_access,
)
from acuerdo.portfolio.operations.debtors import (
    CannotChangeDebtor,
    CannotSaveContactPoint,
    add_contact_point,
    change_contact_points,
    change_debtor,
)
from acuerdo.portfolio.operations.debts import clear_dispute, mark_disputed, recall_debts
from acuerdo.portfolio.operations.importing import (
    CannotRunImport,
    Outcome,
    fail_interrupted,
    register_import,
    run_import,
)
from acuerdo.portfolio.operations.ledger import CannotPost, post_entries, reverse_payments

__all__ = [
    "CannotChangeDebtor",
    "CannotPost",
    "CannotRunImport",
    "CannotSaveContactPoint",
    "CannotSaveCreditor",
    "CreditorTerms",
    "Outcome",
    "add_contact_point",
    "change_contact_points",
    "change_debtor",
    "clear_dispute",
    "create_creditor",
    "fail_interrupted",
    "grant_access",
    "mark_disputed",
    "post_entries",
    "recall_debts",
    "register_import",
    "reverse_payments",
    "run_import",
    "withdraw_access",
]
