"""Why a row was sent back, in words: one sentence a code, in both languages."""

from __future__ import annotations

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.mapping.fields import ValueKind, field_named
from acuerdo.portfolio.importing.reading.records import OPEN_QUOTE, TOO_FEW, TOO_MANY

MISSING = "missing"
TOO_LONG = "too_long"
NEGATIVE = "negative"
DUPLICATE = "duplicate_row"
OTHER_DEBTOR = "other_debtor"
UNKNOWN_DEBTOR = "unknown_debtor"
UNKNOWN_DEBT = "unknown_debt"
OTHER_CURRENCY = "other_currency"
NOTHING_PAID = "nothing_paid"

_INVALID = {
    ValueKind.TEXT: Words(es="no es válido", en="is not valid"),
    ValueKind.AMOUNT: Words(es="no es un importe", en="is not an amount"),
    ValueKind.NUMBER: Words(es="no es un número", en="is not a number"),
    ValueKind.DATE: Words(es="no es una fecha del formato indicado", en="is not a date of the given format"),
    ValueKind.BOOL: Words(es="no es sí ni no", en="is neither yes nor no"),
    ValueKind.PHONE: Words(es="no es un número de teléfono", en="is not a phone number"),
    ValueKind.EMAIL: Words(es="no es una dirección de correo", en="is not an e-mail address"),
    ValueKind.IBAN: Words(
        es="no es un IBAN (dígitos de control o longitud)", en="is not an IBAN (check digits or length)"
    ),
    ValueKind.NATIONAL_ID: Words(
        es="no es un documento válido (letra o dígito de control)", en="is not a valid id (check letter or digit)"
    ),
    ValueKind.POSTCODE: Words(es="no es un código postal", en="is not a postcode"),
    ValueKind.CURRENCY: Words(es="no es una divisa ISO 4217", en="is not an ISO 4217 currency"),
    ValueKind.COUNTRY: Words(es="no es un país ISO 3166", en="is not an ISO 3166 country"),
    ValueKind.LANGUAGE: Words(es="no es un idioma conocido", en="is not a known language"),
    ValueKind.DEBTOR_KIND: Words(es="no es persona ni empresa", en="is neither person nor company"),
    ValueKind.TIME_ZONE: Words(es="no es una zona horaria", en="is not a time zone"),
    ValueKind.METHOD: Words(es="no es una forma de pago conocida", en="is not a known method of payment"),
}

_GENERAL = {
    MISSING: Words(es="falta", en="is missing"),
    TOO_LONG: Words(es="es demasiado largo", en="is too long"),
    NEGATIVE: Words(es="es negativo", en="is negative"),
    DUPLICATE: Words(es="repetida en este archivo; cuenta la primera", en="twice in this file; the first one counts"),
    OTHER_DEBTOR: Words(es="la deuda es de otro cliente", en="the debt is another customer's"),
    UNKNOWN_DEBTOR: Words(es="no se conoce este cliente", en="no such customer is known"),
    UNKNOWN_DEBT: Words(es="no se conoce esta deuda", en="no such debt is known"),
    OTHER_CURRENCY: Words(es="no es la divisa de la deuda", en="is not the debt's currency"),
    NOTHING_PAID: Words(es="tiene que ser mayor que cero", en="must be more than zero"),
}

_RECORDS = {
    TOO_MANY: Words(es="la fila tiene más columnas que la cabecera", en="the row has more columns than the header"),
    TOO_FEW: Words(es="la fila tiene menos columnas que la cabecera", en="the row has fewer columns than the header"),
    OPEN_QUOTE: Words(es="hay unas comillas sin cerrar", en="a quotation mark is never closed"),
}


def reason(code: str, *, kind: str, language: str) -> str:
    """The sentence of a code: `phone_number_invalid`-like codes are `field:problem`, broken records have no field."""
    field_key, _, problem = code.rpartition(":")
    if not field_key:
        return _RECORDS[problem].in_language(language)
    field = field_named(kind, field_key)
    if field is None:
        label, words = field_key, _GENERAL.get(problem) or _INVALID[ValueKind(problem)]
    else:
        label, words = field.label.in_language(language), _GENERAL.get(problem) or _INVALID[ValueKind(problem)]
    return f"{label}: {words.in_language(language)}"


def reasons(codes: str, *, kind: str, language: str) -> str:
    """Several codes joined by `;` as one text."""
    return "; ".join(reason(code, kind=kind, language=language) for code in codes.split(";"))
