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
    change_contact_points,
    change_debtor,
)
from acuerdo.portfolio.operations.debts import clear_disputed, mark_disputed
from acuerdo.portfolio.operations.importing import run_import
from acuerdo.portfolio.operations.ledger import CannotPost, post_entries, reverse_payments
from acuerdo.portfolio.operations.own_values import set_own_values
from acuerdo.portfolio.operations.profiles import CreditorChanged, update_creditor
from acuerdo.portfolio.operations.running import (
    CannotRunImport,
    Outcome,
    Report,
    Way,
    fail_interrupted,
    register_import,
    run_in_a_way,
)
from acuerdo.portfolio.operations.undoing import CannotUndoImport, undo_guard, undo_import
from acuerdo.portfolio.operations.uploads import (
    CannotChangeImport,
    Upload,
    queue_import,
    read_apart,
    save_mapping,
    set_mapping,
    upload_import,
)

__all__ = [
    "CannotChangeDebtor",
    "CannotChangeImport",
    "CannotPost",
    "CannotRunImport",
    "CannotSaveCreditor",
    "CannotUndoImport",
    "CreditorChanged",
    "CreditorTerms",
    "Outcome",
    "Report",
    "Upload",
    "Way",
    "change_contact_points",
    "change_debtor",
    "clear_disputed",
    "create_creditor",
    "fail_interrupted",
    "grant_access",
    "mark_disputed",
    "post_entries",
    "queue_import",
    "read_apart",
    "register_import",
    "reverse_payments",
    "run_import",
    "run_in_a_way",
    "save_mapping",
    "set_mapping",
    "set_own_values",
    "undo_guard",
    "undo_import",
    "update_creditor",
    "upload_import",
    "withdraw_access",
]
