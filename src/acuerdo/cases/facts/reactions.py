"""How columns about messages are read: what was sent, what came back, and what suits the person.

In one look at the messages of a pair. Its name stays `channels`, whose facts most of its columns are.
"""

from __future__ import annotations

from acuerdo.cases.rules.suiting import (
    CHANNELS,
    LEAST_ACTS,
    LEAST_MESSAGES,
    PAID_WITHIN_DAYS,
    PRIOR_MESSAGES,
    PRIOR_WORTH,
    TONES,
    WEIGHTS,
)
from acuerdo.kernel.facts import FactSource, register_source

# E-mails that "opened of the last …" looks back on.
LAST_EMAILS = 5

_WEIGHED = " + ".join(f"{weight} * {kind}" for kind, weight in WEIGHTS.items())
_WORTH = f"({_WEIGHED} + {PRIOR_MESSAGES * PRIOR_WORTH}) * 10 / (sent + {PRIOR_MESSAGES})"
_REASON = "CASE " + " ".join(f"WHEN {kind} > 0 THEN '{kind}:' || {kind}" for kind in WEIGHTS) + " END"


def _suits(column: str, order: tuple[str, ...]) -> str:
    """`cases.rules.suiting.what_suits` for many cases: case_id, name and reason of those that something suits."""
    names = ", ".join(f"'{name}'" for name in order)
    counted = ", ".join(f"count(*) FILTER (WHERE reaction = '{kind}') AS {kind}" for kind in WEIGHTS)
    return f"""
        SELECT DISTINCT ON (case_id) case_id, name, {_REASON} || ':' || sent || ':' || name AS reason
        FROM (
            SELECT case_id, {column} AS name, count(*) AS sent, {counted} FROM judged
            WHERE {column} IN ({names}) GROUP BY case_id, {column}
        ) record
        WHERE sent >= {LEAST_MESSAGES} AND {_WORTH} > {PRIOR_WORTH * 10}
        ORDER BY case_id, {_WORTH} DESC, array_position(ARRAY[{names}], name)
    """  # noqa: S608 - composed of constants only


# Messages of the pair, most with this creditor's earlier cases left out of what is counted for this case (`is_new`) but
# not of what is learnt about the person. Days are UTC days. A mail clicked twice is one mail clicked.
_SQL = f"""
    WITH told AS MATERIALIZED (
        SELECT w.case_id, w.debtor_id, w.creditor_id, m.id, m.channel, m.tone, m.sent_at, m.is_sent, m.purpose,
               m.queued_at >= w.opened_at AS is_new, e.replies, e.is_bounced, e.opened_at, e.clicked_at, e.replied_at,
               e.acted_at, max(GREATEST(e.opened_at, e.clicked_at, e.replied_at)) OVER of_case AS last_reaction,
               row_number() OVER (PARTITION BY w.case_id, m.channel, m.is_sent ORDER BY m.sent_at DESC, m.id DESC)
                   AS nth,
               lead(m.sent_at) OVER (PARTITION BY w.case_id, m.is_sent ORDER BY m.sent_at, m.id) AS next_at
        FROM wanted w
        -- OFFSET 0: a look-up a person, whatever a planner without statistics thinks.
        CROSS JOIN LATERAL (
            SELECT m.id, m.channel, m.tone, m.purpose, m.sent_at, m.queued_at, m.status = 'sent' AS is_sent
            FROM channels_message m
            WHERE m.debtor_id = w.debtor_id AND m.creditor_id = w.creditor_id AND m.direction = 'out' OFFSET 0
        ) m
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE e.kind = 'replied') AS replies,
                   bool_or(e.kind IN ('bounced', 'failed')) AS is_bounced,
                   max(e.at) FILTER (WHERE e.kind = 'opened') AS opened_at,
                   max(e.at) FILTER (WHERE e.kind = 'clicked') AS clicked_at,
                   max(e.at) FILTER (WHERE e.kind = 'replied') AS replied_at,
                   array_agg(e.at) FILTER (WHERE e.kind IN ('clicked', 'replied')) AS acted_at
            FROM channels_messageevent e WHERE e.message_id = m.id
        ) e
        WINDOW of_case AS (PARTITION BY w.case_id)
    ), counted AS (
        SELECT case_id, count(*) FILTER (WHERE is_sent AND is_new) AS messages_sent,
               count(*) FILTER (WHERE is_sent AND is_new AND channel = 'email') AS emails_sent,
               count(*) FILTER (WHERE is_sent AND is_new AND channel = 'sms') AS sms_sent,
               count(opened_at) FILTER (WHERE is_new) AS messages_opened,
               count(clicked_at) FILTER (WHERE is_new) AS links_clicked,
               (sum(replies) FILTER (WHERE is_new))::bigint AS replies,
               count(*) FILTER (WHERE is_bounced AND is_new) AS bounces,
               (max(sent_at) FILTER (WHERE is_sent AND is_new) AT TIME ZONE 'UTC')::date AS last_sent_date,
               (max(opened_at) FILTER (WHERE is_new) AT TIME ZONE 'UTC')::date AS last_opened_date,
               (max(clicked_at) FILTER (WHERE is_new) AT TIME ZONE 'UTC')::date AS last_clicked_date,
               (max(replied_at) FILTER (WHERE is_new) AT TIME ZONE 'UTC')::date AS last_replied_date,
               count(opened_at) FILTER (WHERE is_sent AND channel = 'email' AND nth <= {LAST_EMAILS})
                   AS opened_of_last_emails,
               count(*) FILTER (WHERE is_sent AND sent_at > COALESCE(last_reaction, '-infinity')) AS ignored_messages
        FROM told GROUP BY case_id
    ), judged AS MATERIALIZED (
        SELECT t.case_id, t.channel, t.tone, CASE
            WHEN EXISTS (
                SELECT FROM payments_payment p WHERE p.debtor_id = t.debtor_id AND p.creditor_id = t.creditor_id
                  AND p.received_at >= t.sent_at AND (t.next_at IS NULL OR p.received_at < t.next_at)
                  AND p.received_at <= t.sent_at + interval '{PAID_WITHIN_DAYS} days'
            ) THEN 'paid'
            WHEN t.replied_at IS NOT NULL THEN 'answered'
            WHEN t.clicked_at IS NOT NULL THEN 'clicked'
            WHEN t.opened_at IS NOT NULL THEN 'opened' END AS reaction
        FROM told t WHERE t.is_sent AND t.purpose = 'collection'
    ), hour AS (
        SELECT case_id, (mode() WITHIN GROUP (ORDER BY hour))::smallint AS hour FROM (
            SELECT t.case_id, extract(hour FROM acted.at AT TIME ZONE COALESCE(NULLIF(p.time_zone, ''), c.time_zone))
                       AS hour
            FROM told t CROSS JOIN unnest(t.acted_at) AS acted(at)
            JOIN portfolio_creditor c ON c.id = t.creditor_id
            LEFT JOIN portfolio_debtor p ON p.id = t.debtor_id
        ) act GROUP BY case_id HAVING count(*) >= {LEAST_ACTS}
    ), tone AS ({_suits("tone", TONES)}), channel AS ({_suits("channel", CHANNELS)})
    SELECT counted.*, COALESCE(tone.name, '') AS suiting_tone, COALESCE(tone.reason, '') AS suiting_tone_reason,
           COALESCE(channel.name, '') AS suiting_channel, hour.hour AS suiting_hour
    FROM counted LEFT JOIN tone USING (case_id) LEFT JOIN channel USING (case_id) LEFT JOIN hour USING (case_id)
"""  # noqa: S608 - composed of constants only

register_source(
    FactSource(
        name="channels",
        columns=(
            "messages_sent", "emails_sent", "sms_sent", "messages_opened", "links_clicked", "replies", "bounces",
            "last_sent_date", "last_opened_date", "last_clicked_date", "last_replied_date", "opened_of_last_emails",
            "ignored_messages", "suiting_tone", "suiting_tone_reason", "suiting_channel", "suiting_hour",
        ),
        sql=_SQL,
        defaults={
            "messages_sent": "0", "emails_sent": "0", "sms_sent": "0", "messages_opened": "0", "links_clicked": "0",
            "replies": "0", "bounces": "0", "opened_of_last_emails": "0", "ignored_messages": "0",
            "suiting_tone": "''", "suiting_tone_reason": "''", "suiting_channel": "''",
        },
    )
)  # fmt: skip
