"""Facts that messages lend to rules and tokens: what was sent and how people reacted."""

from __future__ import annotations

from acuerdo.kernel.facts import Fact, FactType, Words, register


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
    _days("engagement.days_since_replied", "last_replied_date", "días desde la última respuesta",
          "days since last reply", "Días desde su última respuesta.", "Days since their last answer."),
)  # fmt: skip

# How they are read stands in `cases.facts.reactions`: the same look at the messages also tells what suits a person,
# and for that it needs payments, which channels do not know.
register(*FACTS)
