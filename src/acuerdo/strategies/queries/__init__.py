"""Reads of the strategies context."""

from acuerdo.strategies.queries.consistency import CONSISTENCY
from acuerdo.strategies.queries.lists import (
    NodeCount,
    StrategyDraft,
    StrategyRow,
    live_counts,
    strategies_of,
    strategy_by_key,
    strategy_draft,
    strategy_file,
)
from acuerdo.strategies.queries.soundness import faults_of_draft
from acuerdo.strategies.queries.versions import document_of, graph_of, node_names
from acuerdo.strategies.queries.wording import FaultInWords, faults_in_words, kinds_in_words

__all__ = [
    "CONSISTENCY",
    "FaultInWords",
    "NodeCount",
    "StrategyDraft",
    "StrategyRow",
    "document_of",
    "faults_in_words",
    "faults_of_draft",
    "graph_of",
    "kinds_in_words",
    "live_counts",
    "node_names",
    "strategies_of",
    "strategy_by_key",
    "strategy_draft",
    "strategy_file",
]
