"""What must never be false of the ledger of contacts and of permissions; asked by `acuerdo doctor --consistency`."""

from __future__ import annotations

CONSISTENCY = (
    (
        "contact without a verdict",
        "SELECT id FROM compliance_contact WHERE direction = 'out' AND verdict_id IS NULL AND purpose = 'collection'",
        "Find out who wrote it: the gate did not.",
    ),
    (
        "contact whose verdict is not stored",
        "SELECT c.id FROM compliance_contact c WHERE c.verdict_id IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM compliance_verdict v WHERE v.id = c.verdict_id)",
        "Restore compliance_verdict from a backup.",
    ),
    (
        "permission without an act of consent behind it",
        "SELECT p.debtor_id FROM compliance_contactpermission p "
        "WHERE (p.consents <> 0 OR p.opted_out <> 0 OR p.is_ceased OR p.points <> '{}' "
        "OR p.marketing_consents <> 0 OR p.marketing_opted_out <> 0) "
        "AND NOT EXISTS (SELECT FROM compliance_consentrecord r WHERE r.debtor_id = p.debtor_id)",
        "Record the act of consent it came from, or reset it.",
    ),
    (
        "hold that ended before it began",
        "SELECT id FROM compliance_hold WHERE until < placed_at OR lifted_at < placed_at",
        "Correct its end.",
    ),
)
