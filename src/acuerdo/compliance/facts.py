"""Facts that compliance lends: what a person allows, and what stops contact."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import polars as pl

from acuerdo.compliance.enums import Channel
from acuerdo.kernel.facts import Derived, Fact, FactSource, FactType, Words, register, register_source

# A person is contacted far less often in thirty days; more would only make rows longer.
_CONTACTS_KEPT = 60


def _since(today: date, *, days: int) -> pl.Expr:
    return pl.col("contact_dates").list.eval(pl.element() > today - timedelta(days=days)).list.sum().fill_null(0)


def _contacts(days: int) -> Fact:
    return Fact(
        key=f"behaviour.contacts_{days}_days",
        type=FactType.NUMBER,
        label=Words(es=f"contactos en {days} días", en=f"contacts in {days} days"),
        help=Words(
            es=f"Mensajes y llamadas de este acreedor en los últimos {days} días, hoy incluido.",
            en=f"Messages and calls from this creditor in the last {days} days, today included.",
        ),
        # The dates are kept in order, so that those before the limit are found by halving.
        derived=Derived(
            columns=("contact_dates",),
            sql=f"COALESCE(cardinality(f.contact_dates) - width_bucket({{today}} - {days}, f.contact_dates), 0)",
            frame=partial(_since, days=days),
        ),
        example="2",
    )


FACTS = (
    Fact(
        key="compliance.on_hold",
        type=FactType.BOOL,
        label=Words(es="contacto detenido", en="contact stopped"),
        help=Words(es="Algo detiene el contacto, como una disputa.", en="Something stops contact, such as a dispute."),
        column="on_hold",
        example="false",
    ),
    Fact(
        key="compliance.is_vulnerable",
        type=FactType.BOOL,
        label=Words(es="persona vulnerable", en="vulnerable person"),
        help=Words(es="La persona ha dicho que lo es.", en="The person has said so."),
        column="is_vulnerable",
        example="false",
    ),
    Fact(
        key="compliance.is_disputed",
        type=FactType.BOOL,
        label=Words(es="en disputa", en="in dispute"),
        help=Words(es="Hay una disputa sin resolver.", en="There is a dispute that is not resolved."),
        column="is_disputed",
        example="false",
    ),
    Fact(
        key="compliance.is_ceased",
        type=FactType.BOOL,
        label=Words(es="ha pedido que no se le contacte", en="asked for no contact"),
        help=Words(es="Ha pedido el cese de todo contacto.", en="Asked to stop all contact."),
        column="is_ceased",
        example="false",
    ),
    Fact(
        key="compliance.opted_out_email",
        type=FactType.BOOL,
        label=Words(es="ha rechazado el correo", en="refused e-mail"),
        help=Words(es="No quiere correos electrónicos.", en="Wants no e-mail."),
        column="opted_out_email",
        example="false",
    ),
    Fact(
        key="compliance.opted_out_sms",
        type=FactType.BOOL,
        label=Words(es="ha rechazado los SMS", en="refused SMS"),
        help=Words(es="No quiere mensajes SMS.", en="Wants no SMS."),
        column="opted_out_sms",
        example="false",
    ),
    _contacts(7),
    _contacts(30),
    Fact(
        key="contacts.preferred_channel",
        type=FactType.TEXT,
        label=Words(es="canal preferido", en="preferred channel"),
        help=Words(es="El canal que la persona prefiere.", en="The channel the person likes best."),
        column="preferred_channel",
        example="sms",
    ),
)

# A hold's end is an instant the fact cannot follow by itself: `expire_holds` lifts it within the minute.
_SQL = f"""
    SELECT w.case_id,
           EXISTS (SELECT FROM compliance_hold h WHERE h.debtor_id = w.debtor_id AND h.lifted_at IS NULL
                   AND (h.creditor_id = w.creditor_id OR h.creditor_id IS NULL)) AS on_hold,
           EXISTS (SELECT FROM compliance_hold h WHERE h.debtor_id = w.debtor_id AND h.lifted_at IS NULL
                   AND h.event = 'vulnerability_declared'
                   AND (h.creditor_id = w.creditor_id OR h.creditor_id IS NULL)) AS is_vulnerable,
           EXISTS (SELECT FROM compliance_hold h WHERE h.debtor_id = w.debtor_id AND h.lifted_at IS NULL
                   AND h.event = 'dispute_opened'
                   AND (h.creditor_id = w.creditor_id OR h.creditor_id IS NULL)) AS is_disputed,
           COALESCE(p.is_ceased, false) AS is_ceased,
           COALESCE(p.opted_out & {Channel.EMAIL.bit} <> 0, false) AS opted_out_email,
           COALESCE(p.opted_out & {Channel.SMS.bit} <> 0, false) AS opted_out_sms,
           COALESCE(p.preferred_channel, '') AS preferred_channel
    FROM wanted w LEFT JOIN compliance_contactpermission p ON p.debtor_id = w.debtor_id
"""  # noqa: S608 - composed of constants only

register(*FACTS)
register_source(
    FactSource(
        name="compliance",
        columns=(
            "on_hold",
            "is_vulnerable",
            "is_disputed",
            "is_ceased",
            "opted_out_email",
            "opted_out_sms",
            "preferred_channel",
        ),
        sql=_SQL,
    )
)
register_source(
    FactSource(
        name="contacts",
        columns=("contact_dates",),
        # Days are UTC days, as in every source. Contacts that were only reserved have not been made.
        sql=f"""
            SELECT wanted.case_id, array_agg(made.day ORDER BY made.day) AS contact_dates
            FROM wanted CROSS JOIN LATERAL (
                SELECT (c.at AT TIME ZONE 'UTC')::date AS day FROM compliance_contact c
                WHERE c.debtor_id = wanted.debtor_id AND c.creditor_id = wanted.creditor_id
                  AND c.direction = 'out' AND c.status = 'made'
                ORDER BY c.at DESC LIMIT {_CONTACTS_KEPT}
            ) made
            GROUP BY wanted.case_id
        """,  # noqa: S608 - composed of constants only
    )
)
