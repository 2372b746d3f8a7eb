"""Published versions as the interpreter wants them; they never change, so they are read once a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import known_rules
from acuerdo.segments.rules import Rule, named_by, parse_rule
from acuerdo.strategies.models import StrategyVersion
from acuerdo.strategies.rules.checks import rules_of
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
        Document.model_validate(version.document),
        custom=custom_facts(creditor_id=version.strategy.creditor_id),
        known={name: parse_rule(rule) for name, rule in version.named.items()},
    )


def graph_of_draft(document: Document, *, creditor_id: int | None) -> Graph:
    """A document compiled with the segments, lists and own facts of its creditor as they are now."""
    return compile_graph(
        document, custom=custom_facts(creditor_id=creditor_id), known=named_rules(document, creditor_id)
    )


def named_rules(document: Document, creditor_id: int | None) -> dict[str, Rule]:
    """The rules of the segments and lists that a document names, and of those that they name."""
    known = known_rules(creditor_ids=[] if creditor_id is None else [creditor_id])
    return named_by(rules_of(document), known)


def node_names(version_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """The id of each step by (version, number): what enrolments and decisions keep as a number."""
    documents = StrategyVersion.objects.filter(pk__in=set(version_ids)).values_list("pk", "document")
    return {(key, place): node["id"] for key, document in documents for place, node in enumerate(document["nodes"])}
