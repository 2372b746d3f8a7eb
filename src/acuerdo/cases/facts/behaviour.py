"""Facts about what people do when they are contacted. How often they were contacted is compliance's to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from acuerdo.cases.enums import CallOutcome
from acuerdo.kernel.facts import Derived, FactType, Words, described, register

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
    described(
        "behaviour.opened_of_last_5_emails",
        FactType.NUMBER,
        "opened_of_last_emails",
        ("abiertos de los últimos 5 correos", "opened of the last 5 e-mails"),
        (
            "Cuántos de los últimos cinco correos que le llegaron abrió.",
            "How many of the last five e-mails sent to them they opened.",
        ),
        "2",
    ),
    described(
        "behaviour.ignored_messages",
        FactType.NUMBER,
        "ignored_messages",
        ("mensajes seguidos sin reacción", "messages in a row without a reaction"),
        (
            "Mensajes enviados desde la última vez que abrió uno, pulsó su enlace o respondió.",
            "Messages sent since they last opened one, followed its link or answered.",
        ),
        "3",
    ),
    described(
        "behaviour.visited_without_paying",
        FactType.DATE,
        "",
        ("visita al portal sin pagar", "portal visit without paying"),
        (
            "Día de la última visita al portal, si no ha pagado ese día ni después.",
            "The day of the last portal visit, if they paid neither that day nor since.",
        ),
        "2026-02-01",
        derived=_unpaid("last_visit_date"),
    ),
    described(
        "behaviour.clicked_without_paying",
        FactType.DATE,
        "",
        ("clic sin pagar", "click without paying"),
        (
            "Día en que abrió un enlace por última vez, si no ha pagado ese día ni después.",
            "The day they last opened a link, if they paid neither that day nor since.",
        ),
        "2026-02-10",
        derived=_unpaid("last_clicked_date"),
    ),
    described(
        "behaviour.calls",
        FactType.NUMBER,
        "calls_logged",
        ("llamadas anotadas", "calls logged"),
        ("Llamadas hechas a mano en este expediente.", "Calls made by hand on this case."),
        "1",
    ),
    described(
        "behaviour.last_call",
        FactType.DATE,
        "last_call_date",
        ("última llamada", "last call"),
        ("Día de la última llamada anotada.", "The day of the last call logged."),
        "2026-02-12",
    ),
    described(
        "behaviour.last_call_outcome",
        FactType.CHOICE,
        "last_call_outcome",
        ("resultado de la última llamada", "outcome of the last call"),
        ("Cómo acabó la última llamada anotada.", "How the last call logged went."),
        "hung_up",
        choices=OUTCOMES,
    ),
    described(
        "behaviour.hung_up",
        FactType.DATE,
        "last_hang_up_date",
        ("contestó y colgó", "answered a call and hung up"),
        ("Último día en que contestó una llamada y colgó.", "The last day they answered a call and hung up."),
        "2026-02-12",
    ),
)

register(*FACTS)
