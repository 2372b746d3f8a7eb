"""The unit of work: one debtor's debts with one creditor. State, facts, timeline, notes, tasks.

Facts are kept in one row per case (CaseFacts), written only by `operations.refresh_facts`.
"""
