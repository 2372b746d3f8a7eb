"""The ways a case took through strategies, for the timeline of the case."""

from __future__ import annotations

# Steps are numbered in decisions; what they are called is in the version's document, which never changes.
DECISIONS = """
    SELECT 'decision', d.id, d.at,
           jsonb_build_object('strategy', s.key, 'titles', s.title, 'version', v.number, 'outlet', d.outlet,
               'verdict_id', d.verdict_id,
               'step', v.document -> 'nodes' -> d.node::int ->> 'id',
               'arm', d.arm, 'facts', d.facts, 'kind', v.document -> 'nodes' -> d.node::int ->> 'kind')
    FROM strategies_decision d
    JOIN strategies_strategyversion v ON v.id = d.version_id
    JOIN strategies_strategy s ON s.id = v.strategy_id
    WHERE d.case_id = %(case_id)s
"""
