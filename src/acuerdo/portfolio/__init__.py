"""What is owed, by whom, to whom: creditors, debtors, contact points, debts, their ledger, and imports.

Our words: creditor, debtor, contact point, debt, ledger entry, mapping, import.
Below us: staff, kernel.
"""
