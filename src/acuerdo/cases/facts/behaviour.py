"""Facts about what people do when they are contacted. How often they were contacted is compliance's to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from acuerdo.cases.enums import CallOutcome
from acuerdo.kernel.facts import Derived, Fact, FactType, Words, register

OUTCOMES = (
    (CallOutcome.SPOKE.value, Words(es="habló con la persona", en="spoke with the person")),
    (CallOutcome.HUNG_UP.value, Words(es="contestó y colgó", en="answered and hung up")),
    (CallOutcome.NO_ANSWER.value, Words(es="sin respuesta", en="no answer")),
    (CallOutcome.VOICEMAIL.value, Words(es="se dejó un mensaje en el buzón", en="left a voicemail")),
    (CallOutcome.SOMEBODY_ELSE.value, Words(es="contestó otra persona", en="somebody else answered")),
    (CallOutcome.WRONG_NUMBER.value, Words(es="número equivocado", en="wrong number")),
)


def _unpaid(column: str) -> Derived:
    """The day in a column, unless a payment came on that day or later."""
    return Derived(
        columns=(column, "last_payment_date"),
        sql=f"CASE WHEN f.last_payment_date >= f.{column} THEN NULL ELSE f.{column} END",
        frame=_unpaid_frame(column),
    )


def _unpaid_frame(column: str) -> Callable[[date], pl.Expr]:
    day = pl.col(column)
    return lambda _today: pl.when(pl.col("last_payment_date") >= day).then(None).otherwise(day)


FACTS = (
    Fact(
        key="behaviour.opened_of_last_5_emails",
        type=FactType.NUMBER,
        label=Words(es="abiertos de los últimos 5 correos", en="opened of the last 5 e-mails"),
        help=Words(
            es="Cuántos de los últimos cinco correos que le llegaron abrió.",
            en="How many of the last five e-mails sent to them they opened.",
        ),
        column="opened_of_last_emails",
        example="2",
    ),
    Fact(
        key="behaviour.ignored_messages",
        type=FactType.NUMBER,
        label=Words(es="mensajes seguidos sin reacción", en="messages in a row without a reaction"),
        help=Words(
            es="Mensajes enviados desde la última vez que abrió uno, pulsó su enlace o respondió.",
            en="Messages sent since they last opened one, followed its link or answered.",
        ),
        column="ignored_messages",
        example="3",
    ),
    Fact(
        key="behaviour.visited_without_paying",
        type=FactType.DATE,
        label=Words(es="visita al portal sin pagar", en="portal visit without paying"),
        help=Words(
            es="Día de la última visita al portal, si no ha pagado ese día ni después.",
            en="The day of the last portal visit, if they paid neither that day nor since.",
        ),
        derived=_unpaid("last_visit_date"),
        example="2026-02-01",
    ),
    Fact(
        key="behaviour.clicked_without_paying",
        type=FactType.DATE,
        label=Words(es="clic sin pagar", en="click without paying"),
        help=Words(
            es="Día en que abrió un enlace por última vez, si no ha pagado ese día ni después.",
            en="The day they last opened a link, if they paid neither that day nor since.",
        ),
        derived=_unpaid("last_clicked_date"),
        example="2026-02-10",
    ),
    Fact(
        key="behaviour.calls",
        type=FactType.NUMBER,
        label=Words(es="llamadas anotadas", en="calls logged"),
        help=Words(es="Llamadas hechas a mano en este expediente.", en="Calls made by hand on this case."),
        column="calls_logged",
        example="1",
    ),
    Fact(
        key="behaviour.last_call",
        type=FactType.DATE,
        label=Words(es="última llamada", en="last call"),
        help=Words(es="Día de la última llamada anotada.", en="The day of the last call logged."),
        column="last_call_date",
        example="2026-02-12",
    ),
    Fact(
        key="behaviour.last_call_outcome",
        type=FactType.CHOICE,
        label=Words(es="resultado de la última llamada", en="outcome of the last call"),
        help=Words(es="Cómo acabó la última llamada anotada.", en="How the last call logged went."),
        column="last_call_outcome",
        choices=OUTCOMES,
        example="hung_up",
    ),
    Fact(
        key="behaviour.hung_up",
        type=FactType.DATE,
        label=Words(es="contestó y colgó", en="answered a call and hung up"),
        help=Words(
            es="Último día en que contestó una llamada y colgó.", en="The last day they answered a call and hung up."
        ),
        column="last_hang_up_date",
        example="2026-02-12",
    ),
)

register(*FACTS)
