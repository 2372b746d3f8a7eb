"""Decisions of compliance: policy packs, and the gate over frames. Pure: no Django, no database, no clock, no network.

Start at `packs.load_packs` (data in), `gate.judge` (answer with its reasons out). docs/algorithms/gate.md tells how.
"""
