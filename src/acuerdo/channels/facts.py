"""Facts that messages lend to rules and tokens: what was sent and how people reacted."""

from __future__ import annotations

from acuerdo.kernel.facts import Fact, FactSource, FactType, Words, register, register_source


def _count(key: str, column: str, es: str, en: str, help_es: str, help_en: str) -> Fact:
    return Fact(
        key=key, type=FactType.NUMBER, label=Words(es, en), help=Words(help_es, help_en), column=column, example="2"
    )


def _date(key: str, column: str, es: str, en: str, help_es: str, help_en: str) -> Fact:
    return Fact(
        key=key, type=FactType.DATE, label=Words(es, en), help=Words(help_es, help_en), column=column,
        example="2026-02-10",
    )  # fmt: skip


def _days(key: str, column: str, es: str, en: str, help_es: str, help_en: str) -> Fact:
    return Fact(
        key=key, type=FactType.NUMBER, label=Words(es, en), help=Words(help_es, help_en), days_since=column, example="9"
    )


FACTS = (
    _count("engagement.messages_sent", "messages_sent", "mensajes enviados", "messages sent",
           "Correos y SMS que salieron.", "E-mails and SMS that left."),
    _count("engagement.emails_sent", "emails_sent", "correos enviados", "e-mails sent",
           "Correos que salieron.", "E-mails that left."),
    _count("engagement.sms_sent", "sms_sent", "SMS enviados", "SMS sent", "SMS que salieron.", "SMS that left."),
    _count("engagement.messages_opened", "messages_opened", "mensajes abiertos", "messages opened",
           "Mensajes que la persona abrió.", "Messages the person opened."),
    _count("engagement.links_clicked", "links_clicked", "mensajes con clic", "messages clicked",
           "Mensajes cuyo enlace abrió la persona.", "Messages whose link the person opened."),
    _count("engagement.replies", "replies", "respuestas", "replies",
           "Respuestas recibidas de la persona.", "Answers received from the person."),
    _count("engagement.bounces", "bounces", "mensajes devueltos", "bounces",
           "Mensajes que volvieron o no se pudieron entregar.", "Messages that came back or could not be delivered."),
    _date("engagement.last_sent", "last_sent_date", "último mensaje", "last message",
          "Día del último mensaje enviado.", "The day of the last message sent."),
    _days("engagement.days_since_sent", "last_sent_date", "días desde el último mensaje", "days since last message",
          "Días desde el último mensaje enviado.", "Days since the last message was sent."),
    _date("engagement.last_opened", "last_opened_date", "última apertura", "last opened",
          "Día en que abrió un mensaje por última vez.", "The day a message was last opened."),
    _date("engagement.last_clicked", "last_clicked_date", "último clic", "last click",
          "Día en que abrió un enlace por última vez.", "The day a link was last opened."),
    _days("engagement.days_since_clicked", "last_clicked_date", "días desde el último clic", "days since last click",
          "Días desde que abrió un enlace.", "Days since a link was opened."),
    _date("engagement.last_replied", "last_replied_date", "última respuesta", "last reply",
          "Día de su última respuesta.", "The day of the last answer."),
)  # fmt: skip

SOURCE = FactSource(
    name="channels",
    columns=(
        "messages_sent", "emails_sent", "sms_sent", "messages_opened", "links_clicked", "replies", "bounces",
        "last_sent_date", "last_opened_date", "last_clicked_date", "last_replied_date",
    ),
    # Messages of the pair since the case was opened; days are UTC days. A mail clicked twice is one mail clicked.
    sql="""
        SELECT wanted.case_id, COALESCE(m.messages_sent, 0) AS messages_sent, COALESCE(m.emails_sent, 0) AS emails_sent,
               COALESCE(m.sms_sent, 0) AS sms_sent, COALESCE(e.messages_opened, 0) AS messages_opened,
               COALESCE(e.links_clicked, 0) AS links_clicked, COALESCE(e.replies, 0) AS replies,
               COALESCE(e.bounces, 0) AS bounces, m.last_sent_date, e.last_opened_date, e.last_clicked_date,
               e.last_replied_date
        FROM wanted
        LEFT JOIN LATERAL (
            SELECT count(*) AS messages_sent, count(*) FILTER (WHERE channel = 'email') AS emails_sent,
                   count(*) FILTER (WHERE channel = 'sms') AS sms_sent,
                   (max(sent_at) AT TIME ZONE 'UTC')::date AS last_sent_date
            FROM channels_message m
            WHERE m.debtor_id = wanted.debtor_id AND m.creditor_id = wanted.creditor_id AND m.status = 'sent'
              AND m.queued_at >= wanted.opened_at
        ) m ON true
        LEFT JOIN LATERAL (
            SELECT count(DISTINCT e.message_id) FILTER (WHERE e.kind = 'opened') AS messages_opened,
                   count(DISTINCT e.message_id) FILTER (WHERE e.kind = 'clicked') AS links_clicked,
                   count(*) FILTER (WHERE e.kind = 'replied') AS replies,
                   count(DISTINCT e.message_id) FILTER (WHERE e.kind IN ('bounced', 'failed')) AS bounces,
                   (max(e.at) FILTER (WHERE e.kind = 'opened') AT TIME ZONE 'UTC')::date AS last_opened_date,
                   (max(e.at) FILTER (WHERE e.kind = 'clicked') AT TIME ZONE 'UTC')::date AS last_clicked_date,
                   (max(e.at) FILTER (WHERE e.kind = 'replied') AT TIME ZONE 'UTC')::date AS last_replied_date
            FROM channels_message m JOIN channels_messageevent e ON e.message_id = m.id
            WHERE m.debtor_id = wanted.debtor_id AND m.creditor_id = wanted.creditor_id
              AND m.queued_at >= wanted.opened_at
        ) e ON true
    """,
    defaults={
        "messages_sent": "0", "emails_sent": "0", "sms_sent": "0", "messages_opened": "0", "links_clicked": "0",
        "replies": "0", "bounces": "0",
    },
)  # fmt: skip

register(*FACTS)
register_source(SOURCE)
