"""What must hold in these tables although the database does not enforce it; `acuerdo doctor --consistency` asks."""

from __future__ import annotations

# Name, a query with one row for each wrong thing (its key first), and the remedy.
CONSISTENCY = (
    (
        "portfolio.balance",
        """
        SELECT d.id FROM portfolio_debt d
        LEFT JOIN (SELECT debt_id, component, sum(amount_cents) AS cents FROM portfolio_ledgerentry GROUP BY 1, 2) e
            ON e.debt_id = d.id
        GROUP BY d.id
        HAVING COALESCE(sum(e.cents) FILTER (WHERE e.component = 'principal'), 0) <> d.principal_cents
            OR COALESCE(sum(e.cents) FILTER (WHERE e.component = 'interest'), 0) <> d.interest_cents
            OR COALESCE(sum(e.cents) FILTER (WHERE e.component = 'fees'), 0) <> d.fees_cents
        """,
        "The balance of a debt is not the sum of its ledger: something wrote one without the other.",
    ),
    (
        "portfolio.paid",
        "SELECT id FROM portfolio_debt WHERE (status = 'open') <> (principal_cents + interest_cents + fees_cents > 0) "
        "AND status IN ('open', 'paid')",
        "A debt is open without owing, or paid while it owes.",
    ),
    (
        "portfolio.debtor",
        "SELECT d.id FROM portfolio_debt d LEFT JOIN portfolio_debtor p ON p.id = d.debtor_id WHERE p.id IS NULL",
        "A debt points to a debtor who is not there.",
    ),
    (
        "portfolio.creditor",
        "SELECT d.id FROM portfolio_debt d LEFT JOIN portfolio_creditor c ON c.id = d.creditor_id WHERE c.id IS NULL",
        "A debt points to a creditor that is not there.",
    ),
    (
        "portfolio.reference",
        "SELECT r.id FROM portfolio_debtorreference r LEFT JOIN portfolio_debtor p ON p.id = r.debtor_id "
        "WHERE p.id IS NULL",
        "A customer number points to a debtor who is not there.",
    ),
    (
        "portfolio.contact_point",
        "SELECT c.id FROM portfolio_contactpoint c LEFT JOIN portfolio_debtor p ON p.id = c.debtor_id WHERE "
        "p.id IS NULL",
        "A contact point points to a debtor who is not there.",
    ),
    (
        "portfolio.ledger",
        "SELECT e.id FROM portfolio_ledgerentry e LEFT JOIN portfolio_debt d ON d.id = e.debt_id WHERE d.id IS NULL",
        "A ledger entry belongs to no debt.",
    ),
)
