"""Money coming in: payment intents, payments, allocation to debts, promises.

Knows debts, not cases. A payment is recorded once per (provider, reference), however often we hear of it.
"""
