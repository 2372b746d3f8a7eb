"""May we contact this person, now, this way? Policy packs, the gate, consent, holds.

We own the ledger of contacts made (Contact). There is no way to contact a person round us.
Below us: portfolio, staff, kernel.
"""
