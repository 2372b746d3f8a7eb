"""What every context stands on: money, clock, ids, events, audit, the facts registry, frames.

A new module here needs an ADR. The kernel knows no debtor, no message and no law.
"""
