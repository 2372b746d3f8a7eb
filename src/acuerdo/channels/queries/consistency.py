"""What must never be true of messages; `acuerdo doctor --consistency` runs each statement and wants no rows."""

from __future__ import annotations

# Session locks of living workers ("acuw", acuerdo.cli.loops).
WORKER_LOCK_SPACE = 0x61637577
LIVING = f"""
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND classid = {WORKER_LOCK_SPACE} AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - a constant
_GONE = "a message without the row it belongs to: restore it from a backup"

CONSISTENCY = (
    (
        "sent message without an instant, or an instant without being sent",
        "SELECT id FROM channels_message WHERE direction = 'out' AND (status = 'sent') <> (sent_at IS NOT NULL)",
        "compare with the provider's log and correct status or sent_at",
    ),
    (
        "message on its way that no worker holds",
        f"SELECT id FROM channels_message WHERE status = 'sending' AND (claimed_by IS NULL "  # noqa: S608
        f"OR claimed_by NOT IN ({LIVING}))",
        "start a worker: it recovers what dead workers left",
    ),
    (
        "message that nobody sends carries a worker's mark",
        "SELECT id FROM channels_message WHERE claimed_by IS NOT NULL AND status <> 'sending'",
        "set claimed_by to null",
    ),
    (
        "outgoing collection message without a reservation in the contact ledger",
        "SELECT id FROM channels_message WHERE direction = 'out' AND contact_id IS NULL AND status <> 'failed'",
        "a message came past the gate: find out how before sending anything else",
    ),
    (
        "message and contact ledger disagree",
        """SELECT m.id FROM channels_message m JOIN compliance_contact c ON c.id = m.contact_id
           WHERE m.direction = 'out' AND NOT CASE m.status WHEN 'sent' THEN c.status = 'made'
               WHEN 'uncertain' THEN c.status = 'uncertain' WHEN 'refused' THEN c.status = 'released'
               WHEN 'withdrawn' THEN c.status = 'released'
               WHEN 'failed' THEN c.status IN ('released', 'uncertain') ELSE c.status = 'reserved' END""",
        "the ledger must say reserved while waiting, made once sent, released if it never left",
    ),
    (
        "message whose reservation is missing, or another person's",
        """SELECT m.id FROM channels_message m LEFT JOIN compliance_contact c ON c.id = m.contact_id
           WHERE m.contact_id IS NOT NULL AND (c.id IS NULL OR c.debtor_id <> m.debtor_id)""",
        _GONE,
    ),
    (
        "two messages on one reservation",
        """SELECT min(id) FROM channels_message WHERE direction = 'out' AND contact_id IS NOT NULL
           GROUP BY contact_id HAVING count(*) > 1""",
        "a person was or will be contacted twice on one permission: withdraw the later message",
    ),
    (
        "event of a message that does not exist, or of another person",
        """SELECT e.id FROM channels_messageevent e LEFT JOIN channels_message m ON m.id = e.message_id
           WHERE m.id IS NULL OR m.debtor_id <> e.debtor_id""",
        _GONE,
    ),
    (
        "message of a template version or to a debtor that does not exist",
        """SELECT m.id FROM channels_message m
           LEFT JOIN content_templateversion v ON v.id = m.template_version_id
           LEFT JOIN portfolio_debtor d ON d.id = m.debtor_id
           WHERE d.id IS NULL OR (m.template_version_id IS NOT NULL AND v.id IS NULL)""",
        _GONE,
    ),
)
