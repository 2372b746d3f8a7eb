"""Messages whose fate nobody knows, for the person who has to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class UncertainMessage:
    """A message that may have left before the worker died or the provider fell silent."""

    id: int
    case_id: int | None
    debtor_name: str
    creditor_name: str
    channel: str
    claimed_at: datetime | None
    error: str


_UNCERTAIN = """
SELECT m.id, m.case_id, d.name, c.name, m.channel, m.claimed_at, m.error
FROM channels_message m JOIN portfolio_debtor d ON d.id = m.debtor_id JOIN portfolio_creditor c ON c.id = m.creditor_id
WHERE m.status = 'uncertain' AND m.creditor_id = ANY(%s)
ORDER BY m.id DESC LIMIT %s
"""


def uncertain_messages(*, creditor_ids: Sequence[int]) -> list[UncertainMessage]:
    """The newest 200 uncertain messages of these creditors, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCERTAIN, [list(creditor_ids), LONGEST_LIST])
        return [UncertainMessage(*row) for row in cursor.fetchall()]
