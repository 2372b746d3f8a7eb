"""Looking for breaches in a simulated ledger."""

from __future__ import annotations

from collections.abc import Sequence

from acuerdo.compliance.rules.packs import Pack
from acuerdo.simulation.judging import SimulatedGate
from acuerdo.simulation.population import Population


def find_breaches(gate: SimulatedGate, population: Population, packs: Sequence[Pack]) -> int:
    return 0
