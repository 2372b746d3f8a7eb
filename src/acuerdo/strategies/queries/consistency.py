"""What must never be wrong about enrolments, as SQL that `acuerdo doctor --consistency` runs: a row is a fault."""

from __future__ import annotations

CONSISTENCY = (
    (
        "active enrolments are due exactly once, unless their strategy is paused",
        """SELECT e.id FROM strategies_enrolment e JOIN strategies_strategy s ON s.id = e.strategy_id
           WHERE e.status = 1 AND (s.status = 'paused') = EXISTS (
               SELECT FROM strategies_dueenrolment d
               WHERE d.shard = e.debtor_id % 64 AND d.lane IN (0, 1, 2) AND d.due_at = e.due_at
                 AND d.enrolment_id = e.id)""",
        "Pause the strategy and resume it: its due table is written anew.",
    ),
    (
        "nothing is due that is not an active enrolment at that instant",
        """SELECT d.enrolment_id FROM strategies_dueenrolment d
           LEFT JOIN strategies_enrolment e
             ON e.id = d.enrolment_id AND e.status = 1 AND e.due_at = d.due_at AND e.debtor_id % 64 = d.shard
           WHERE e.id IS NULL""",
        "Pause the strategy and resume it: its due table is written anew.",
    ),
    (
        "every case inside stands at a step of a version of its strategy",
        """SELECT e.id FROM strategies_enrolment e
           LEFT JOIN strategies_strategyversion v ON v.id = e.version_id AND v.strategy_id = e.strategy_id
           WHERE e.status = 1 AND (v.id IS NULL OR e.node >= jsonb_array_length(v.document -> 'nodes'))""",
        "Report it, this must not happen; roll the strategy back with its cases to bring them to a known step.",
    ),
    (
        "nobody is inside a strategy that is not at work",
        """SELECT e.id FROM strategies_enrolment e JOIN strategies_strategy s ON s.id = e.strategy_id
           WHERE e.status = 1 AND s.status NOT IN ('live', 'paused')""",
        "Report it, this must not happen.",
    ),
    (
        "every message of a strategy belongs to a decision to send it",
        """SELECT m.id FROM channels_message m
           WHERE m.enrolment_id IS NOT NULL AND m.direction = 'out' AND NOT EXISTS (
               SELECT FROM strategies_decision d
               WHERE d.enrolment_id = m.enrolment_id AND d.outlet = 'sent' AND d.case_id = m.case_id)""",
        "Look at the message and the case's timeline; report it, this must not happen.",
    ),
)
