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

_NAMES = {"tone": TONES, "channel": CHANNELS}


def _counts() -> str:
    """For each tone and channel: messages sent for collection, and how many had which strongest reaction."""
    kinds = {"sent": "TRUE", **{kind: f"reaction = '{kind}'" for kind in WEIGHTS}}
    return ", ".join(
        f"count(*) FILTER (WHERE is_asking AND {column} = '{name}' AND {condition}) AS n_{name}_{kind}"
        for column, names in _NAMES.items()
        for name in names
        for kind, condition in kinds.items()
    )


def _worths() -> str:
    """`cases.rules.suiting.worth_of` for each tone and channel; zero for a record that is too short to say anything."""
    return ", ".join(
        f"CASE WHEN n_{name}_sent >= {LEAST_MESSAGES} THEN ({_weighed(name)} + {PRIOR_MESSAGES * PRIOR_WORTH}) * 10 "
        f"/ (n_{name}_sent + {PRIOR_MESSAGES}) ELSE 0 END AS {name}_worth"
        for names in _NAMES.values()
        for name in names
    )


def _weighed(name: str) -> str:
    return " + ".join(f"{weight} * n_{name}_{kind}" for kind, weight in WEIGHTS.items())


def _suits(column: str, result: str) -> str:
    """`cases.rules.suiting.what_suits`: the best worth above the prior, of equals the first; else empty."""
    names = _NAMES[column]
    best = f"GREATEST({', '.join(f'{name}_worth' for name in names)})"
    chosen = " ".join(f"WHEN {name}_worth = {best} THEN {result.replace('{name}', name)}" for name in names)
    return f"CASE WHEN {best} <= {PRIOR_WORTH * 10} THEN '' {chosen} END"


_KIND = " ".join(f"WHEN n_{{name}}_{kind} > 0 THEN '{kind}:' || n_{{name}}_{kind}" for kind in WEIGHTS)
_REASON = f"CASE {_KIND} END || ':' || n_{{name}}_sent || ':{{name}}'"

# All in one pass over the messages of the pair, grouped once: no join of parts, whose sizes no planner can guess.
# OFFSET 0 keeps what is named once from being worked out at every place that names it.
# Counts of this case begin when it was opened (`is_new`); what is learnt about the person goes back to the first
# message of this creditor. Days are UTC days. A mail clicked twice is one mail clicked.
_SQL = f"""
    SELECT case_id, messages_sent, emails_sent, sms_sent, messages_opened, links_clicked, replies, bounces,
           last_sent_date, last_opened_date, last_clicked_date, last_replied_date,
           cardinality(array_positions(emails_opened[1:{LAST_EMAILS}], true)) AS opened_of_last_emails,
           COALESCE(cardinality(sent_at) - width_bucket(COALESCE(last_reaction, '-infinity'), sent_at), 0)
               AS ignored_messages,
           {_suits("tone", "'{name}'")} AS suiting_tone, {_suits("tone", _REASON)} AS suiting_tone_reason,
           {_suits("channel", "'{name}'")} AS suiting_channel,
           CASE WHEN cardinality(acted_at) >= {LEAST_ACTS} THEN (
               SELECT (mode() WITHIN GROUP (ORDER BY extract(hour FROM act.at AT TIME ZONE zone.name)))::smallint
               FROM unnest(acted_at) AS act(at) CROSS JOIN (
                   SELECT COALESCE(NULLIF(p.time_zone, ''), c.time_zone) AS name FROM portfolio_creditor c
                   LEFT JOIN portfolio_debtor p ON p.id = counted.debtor_id WHERE c.id = counted.creditor_id
               ) zone
           ) END AS suiting_hour
    FROM (SELECT *, {_worths()} FROM (
        SELECT case_id, debtor_id, creditor_id, count(*) FILTER (WHERE is_sent AND is_new) AS messages_sent,
               count(*) FILTER (WHERE is_sent AND is_new AND channel = 'email') AS emails_sent,
               count(*) FILTER (WHERE is_sent AND is_new AND channel = 'sms') AS sms_sent,
               count(opened_at) FILTER (WHERE is_new) AS messages_opened,
               count(clicked_at) FILTER (WHERE is_new) AS links_clicked,
               (sum(replies) FILTER (WHERE is_new))::bigint AS replies,
               count(*) FILTER (WHERE is_bounced AND is_new) AS bounces,
               (max(told.sent_at) FILTER (WHERE is_sent AND is_new) AT TIME ZONE 'UTC')::date AS last_sent_date,
               (max(opened_at) FILTER (WHERE is_new) AT TIME ZONE 'UTC')::date AS last_opened_date,
               (max(clicked_at) FILTER (WHERE is_new) AT TIME ZONE 'UTC')::date AS last_clicked_date,
               (max(replied_at) FILTER (WHERE is_new) AT TIME ZONE 'UTC')::date AS last_replied_date,
               array_agg(opened_at IS NOT NULL ORDER BY told.sent_at DESC, id DESC)
                   FILTER (WHERE is_sent AND channel = 'email') AS emails_opened,
               array_agg(told.sent_at ORDER BY told.sent_at) FILTER (WHERE is_sent) AS sent_at,
               max(GREATEST(opened_at, clicked_at, replied_at)) AS last_reaction,
               array_agg(GREATEST(clicked_at, replied_at)) FILTER (WHERE COALESCE(clicked_at, replied_at) IS NOT NULL)
                   AS acted_at, {_counts()}
        FROM (
            SELECT *, is_sent AND purpose = 'collection' AS is_asking, CASE
                WHEN is_sent AND purpose = 'collection' AND EXISTS (
                    SELECT FROM payments_payment p
                    WHERE p.debtor_id = sent.debtor_id AND p.creditor_id = sent.creditor_id
                      AND p.received_at >= sent.sent_at AND p.received_at < COALESCE(sent.next_at, 'infinity')
                      AND p.received_at <= sent.sent_at + interval '{PAID_WITHIN_DAYS} days'
                ) THEN 'paid'
                WHEN replied_at IS NOT NULL THEN 'answered'
                WHEN clicked_at IS NOT NULL THEN 'clicked'
                WHEN opened_at IS NOT NULL THEN 'opened' END AS reaction
            FROM (
                SELECT w.case_id, w.debtor_id, w.creditor_id, m.*, e.*, m.queued_at >= w.opened_at AS is_new,
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
                           max(e.at) FILTER (WHERE e.kind = 'replied') AS replied_at
                    FROM channels_messageevent e WHERE e.message_id = m.id
                ) e
            ) sent OFFSET 0
        ) told GROUP BY case_id, debtor_id, creditor_id
    ) counted OFFSET 0) counted
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
