"""What may be done to creditors, debtors, debts and their ledger, and imports."""
