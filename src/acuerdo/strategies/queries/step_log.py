"""What happened last at one step of a strategy, for the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from acuerdo.strategies.models import StrategyVersion

# Decisions are too many to index by step: the latest half million are looked through, newest first.
LOOKED_THROUGH = 500_000
_SQL = """
    SELECT d.case_id, d.outlet, d.at, v.number
    FROM strategies_decision d
    JOIN unnest(%(versions)s::bigint[], %(places)s::smallint[]) AS here (version_id, node)
      ON d.version_id = here.version_id AND d.node = here.node
    JOIN strategies_strategyversion v ON v.id = d.version_id
    JOIN strategies_enrolment e ON e.id = d.enrolment_id
    WHERE d.id > (SELECT coalesce(max(id), 0) FROM strategies_decision) - %(depth)s
      AND (%(creditors)s::bigint[] IS NULL OR e.creditor_id = ANY(%(creditors)s))
    ORDER BY d.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class StepDecision:
    """A case that went through the step: the way it took, when, under which version."""

    case_id: int
    outlet: str
    at: datetime
    version: int


def last_decisions(
    *, strategy_id: int, step: str, creditor_ids: Sequence[int] | None, limit: int = 50
) -> list[StepDecision]:
    """The latest cases that went through the step of that id, over all versions; `creditor_ids` None: of all."""
    versions = StrategyVersion.objects.filter(strategy_id=strategy_id).values_list("pk", "document")
    places = [
        (key, place) for key, document in versions for place, node in enumerate(document["nodes"]) if node["id"] == step
    ]
    if not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "versions": [key for key, _place in places],
                "places": [place for _key, place in places],
                "depth": LOOKED_THROUGH,
                "creditors": None if creditor_ids is None else list(creditor_ids),
                "limit": limit,
            },
        )
        return [StepDecision(*row) for row in cursor.fetchall()]
