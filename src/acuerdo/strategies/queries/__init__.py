"""Reads of the strategies context."""

from acuerdo.strategies.queries.consistency import CONSISTENCY
from acuerdo.strategies.queries.life import (
    MoveLine,
    MovePreview,
    MoveRow,
    StayingCase,
    VersionRow,
    difference,
    move_of,
    moves_of,
    preview_move,
    staying_cases,
    versions_of,
)
from acuerdo.strategies.queries.lists import (
    NodeCount,
    StrategyDraft,
    StrategyRow,
    live_counts,
    strategies_of,
    strategy_by_key,
    strategy_draft,
    strategy_drafts,
    strategy_file,
    titles_by_key,
)
from acuerdo.strategies.queries.soundness import faults_of_document, faults_of_draft
from acuerdo.strategies.queries.uses import (
    Use,
    add_strategy_uses,
    uses_of_list,
    uses_of_segment,
    uses_of_strategy,
    uses_of_template,
)
from acuerdo.strategies.queries.versions import document_of, graph_of, node_names
from acuerdo.strategies.queries.wording import FaultInWords, faults_in_words, kinds_in_words

__all__ = [
    "CONSISTENCY",
    "FaultInWords",
    "MoveLine",
    "MovePreview",
    "MoveRow",
    "NodeCount",
    "StayingCase",
    "StrategyDraft",
    "StrategyRow",
    "Use",
    "VersionRow",
    "add_strategy_uses",
    "difference",
    "document_of",
    "faults_in_words",
    "faults_of_document",
    "faults_of_draft",
    "graph_of",
    "kinds_in_words",
    "live_counts",
    "move_of",
    "moves_of",
    "node_names",
    "preview_move",
    "staying_cases",
    "strategies_of",
    "strategy_by_key",
    "strategy_draft",
    "strategy_drafts",
    "strategy_file",
    "titles_by_key",
    "uses_of_list",
    "uses_of_segment",
    "uses_of_strategy",
    "uses_of_template",
    "versions_of",
]
