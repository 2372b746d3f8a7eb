"""Did any contact break a rule? A second, plain reading of the packs, contact by contact, to check the gate by.

Nothing here imports `rules`: not its models, not its calendars, not its words. What both read is the YAML of the
packs and the rows of the ledger. Slow and simple on purpose; see docs/algorithms/gate.md.
"""
