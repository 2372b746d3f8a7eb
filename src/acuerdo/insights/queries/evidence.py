"""What stands behind one message: who it went to, when it was judged, and on which rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class MessageEvidence:
    """A message, who asked for it, and the key of the verdict it carries."""

    id: int
    channel: str
    address: str
    status: str
    error: str
    queued_at: datetime
    sent_at: datetime | None
    judged_at: datetime | None
    node: str
    strategy: str
    version: int | None
    template: str
    verdict_id: int | None
    # By language.
    strategy_title: Mapping[str, str]
    template_title: Mapping[str, str]
    node_kind: str


_EVIDENCE = """
SELECT m.id, m.channel, m.address, m.status, m.error, m.queued_at, m.sent_at, m.judged_at, m.node,
  coalesce(s.key, ''), sv.number, coalesce(t.key, ''), m.verdict_id,
  coalesce(s.title, '{}'), coalesce(t.title, '{}'),
  coalesce(jsonb_path_query_first(sv.document, '$.nodes[*] ? (@.id == $id).kind', jsonb_build_object('id', m.node))
           #>> '{}', '')
FROM channels_message m
LEFT JOIN strategies_enrolment e ON e.id = m.enrolment_id
LEFT JOIN strategies_strategyversion sv ON sv.id = e.version_id
LEFT JOIN strategies_strategy s ON s.id = sv.strategy_id
LEFT JOIN content_templateversion tv ON tv.id = m.template_version_id
LEFT JOIN content_template t ON t.id = tv.template_id
WHERE m.id = %s AND m.debtor_id = %s AND m.creditor_id = %s
"""


def message_evidence(*, message_id: int, debtor_id: int, creditor_id: int) -> MessageEvidence | None:
    """The evidence of one message of this pair; None if there is no such message. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_EVIDENCE, [message_id, debtor_id, creditor_id])
        row = cursor.fetchone()
    if row is None:
        return None
    own, template = json.loads(row[13]), json.loads(row[14])
    return MessageEvidence(*(*row[:13], own, template, row[15]))
