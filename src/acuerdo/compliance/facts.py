"""Facts that compliance lends: what a person allows, and what stops contact."""

from __future__ import annotations

from acuerdo.compliance.enums import Channel
from acuerdo.kernel.facts import Fact, FactSource, FactType, Words, register, register_source

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
