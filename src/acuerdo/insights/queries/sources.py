"""Where each measure is read from: one SELECT for the increment of a batch and for the rebuild from scratch.

Because both are the same statement, counting as it happens and counting afterwards cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from acuerdo.insights.enums import Measure

# {only} narrows to the rows of a batch. Days are the creditor's own: midnight in Lima is not midnight in Madrid.
_LOCAL_DAY = "(({} AT TIME ZONE c.time_zone)::date)"

_MESSAGES = """
SELECT m.creditor_id, {day} AS day, 'contacts' AS measure, m.channel AS split, count(*) AS count, 0::bigint AS cents
FROM channels_message m JOIN portfolio_creditor c ON c.id = m.creditor_id
WHERE m.direction = 'out' AND m.sent_at IS NOT NULL {{only}}
GROUP BY 1, 2, 4
""".format(day=_LOCAL_DAY.format("m.sent_at"))

# A person may open a mail ten times; the message was opened once, on the day of the first time.
_FIRST_EVENTS = """
SELECT m.creditor_id, {day} AS day, e.kind AS measure, m.channel AS split, count(*) AS count, 0::bigint AS cents
FROM channels_messageevent e
JOIN channels_message m ON m.id = e.message_id AND m.direction = 'out'
JOIN portfolio_creditor c ON c.id = m.creditor_id
WHERE e.kind = '{kind}' {{only}}
  AND NOT EXISTS (
    SELECT FROM channels_messageevent f WHERE f.message_id = e.message_id AND f.kind = e.kind AND f.id < e.id)
GROUP BY 1, 2, 3, 4
"""

_PAYMENTS = """
SELECT p.creditor_id, {day} AS day, 'payments' AS measure, p.method AS split,
  count(*) AS count, sum(p.amount_cents)::bigint AS cents
FROM payments_payment p JOIN portfolio_creditor c ON c.id = p.creditor_id
WHERE true {{only}}
GROUP BY 1, 2, 4
""".format(day=_LOCAL_DAY.format("p.received_at"))

_PROMISES = """
SELECT p.creditor_id, {day} AS day, 'promises' AS measure, p.made_via AS split,
  count(*) AS count, sum(p.amount_cents)::bigint AS cents
FROM payments_promise p JOIN portfolio_creditor c ON c.id = p.creditor_id
WHERE true {{only}}
GROUP BY 1, 2, 4
""".format(day=_LOCAL_DAY.format("p.made_at"))

_OPENED = """
SELECT k.creditor_id, {day} AS day, 'cases_opened' AS measure, '' AS split, count(*) AS count, 0::bigint AS cents
FROM cases_case k JOIN portfolio_creditor c ON c.id = k.creditor_id
WHERE true {{only}}
GROUP BY 1, 2
""".format(day=_LOCAL_DAY.format("k.opened_at"))

_CLOSED = """
SELECT k.creditor_id, {day} AS day, 'cases_closed' AS measure, k.close_reason AS split,
  count(*) AS count, 0::bigint AS cents
FROM cases_case k JOIN portfolio_creditor c ON c.id = k.creditor_id
WHERE k.closed_at IS NOT NULL {{only}}
GROUP BY 1, 2, 4
""".format(day=_LOCAL_DAY.format("k.closed_at"))

_LEDGER = """
SELECT d.creditor_id, {day} AS day, 'ledger' AS measure, '' AS split,
  count(*) AS count, sum(l.amount_cents)::bigint AS cents
FROM portfolio_ledgerentry l
JOIN portfolio_debt d ON d.id = l.debt_id
JOIN portfolio_creditor c ON c.id = d.creditor_id
WHERE true {{only}}
GROUP BY 1, 2
""".format(day=_LOCAL_DAY.format("l.booked_at"))

SOURCES: Mapping[Measure, str] = {
    Measure.CONTACTS: _MESSAGES,
    **{
        measure: _FIRST_EVENTS.format(day=_LOCAL_DAY.format("e.at"), kind=measure.value)
        for measure in (Measure.DELIVERED, Measure.OPENED, Measure.CLICKED)
    },
    Measure.PAYMENTS: _PAYMENTS,
    Measure.PROMISES: _PROMISES,
    Measure.CASES_OPENED: _OPENED,
    Measure.CASES_CLOSED: _CLOSED,
    Measure.LEDGER: _LEDGER,
}


def select_of(measure: Measure, *, only: str = "") -> str:
    """The SELECT of a measure (creditor_id, day, measure, split, count, cents), narrowed by an `AND …` condition."""
    return SOURCES[measure].replace("{only}", only)


def select_all(*, only: str = "") -> str:
    """Every measure from scratch, as one statement."""
    return "\nUNION ALL\n".join(f"({select_of(measure, only=only)})" for measure in SOURCES)
