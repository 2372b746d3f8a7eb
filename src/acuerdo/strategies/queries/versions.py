"""Published versions as the interpreter wants them; they never change, so they are read once a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from acuerdo.portfolio.queries import custom_facts
from acuerdo.strategies.models import StrategyVersion
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.graph import Graph, compile_graph


def document_of(version_id: int) -> Document:
    """The document of a version."""
    return Document.model_validate(StrategyVersion.objects.values_list("document", flat=True).get(pk=version_id))


@lru_cache(maxsize=512)
def graph_of(version_id: int) -> Graph:
    """The compiled graph of a version, with the creditor's own facts as they were when this process first used it."""
    version = StrategyVersion.objects.select_related("strategy").get(pk=version_id)
    return compile_graph(
        Document.model_validate(version.document), custom=custom_facts(creditor_id=version.strategy.creditor_id)
    )


def node_names(version_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """The id of each step by (version, number): what enrolments and decisions keep as a number."""
    documents = StrategyVersion.objects.filter(pk__in=set(version_ids)).values_list("pk", "document")
    return {(key, place): node["id"] for key, document in documents for place, node in enumerate(document["nodes"])}
