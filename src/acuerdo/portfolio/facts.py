"""Facts that the portfolio lends to rules and tokens: who the person is, how they can be reached, what they owe."""

from __future__ import annotations

from acuerdo.kernel.facts import FactSource, FactType, Words, described, register, register_source

_KINDS = (("person", Words(es="persona", en="person")), ("company", Words(es="empresa", en="company")))
_LANGUAGES = (("es", Words(es="español", en="Spanish")), ("en", Words(es="inglés", en="English")))


MONEY, NUMBER, DATE, TEXT, CHOICE, BOOL = (
    FactType.MONEY,
    FactType.NUMBER,
    FactType.DATE,
    FactType.TEXT,
    FactType.CHOICE,
    FactType.BOOL,
)

FACTS = (
    described(
        "debtor.kind",
        CHOICE,
        "debtor_kind",
        ("persona o empresa", "person or company"),
        ("Si debe una persona o una empresa.", "Whether a person or a company owes."),
        "person",
        _KINDS,
    ),
    described(
        "debtor.language",
        CHOICE,
        "language",
        ("idioma", "language"),
        ("Idioma en el que se le escribe.", "The language we write to them in."),
        "es",
        _LANGUAGES,
    ),
    described(
        "debtor.country",
        TEXT,
        "country",
        ("país", "country"),
        ("País de residencia (ISO 3166).", "Country they live in (ISO 3166)."),
        "ES",
    ),
    described(
        "debtor.region",
        TEXT,
        "region",
        ("comunidad autónoma", "region"),
        ("Código ISO 3166-2, del código postal.", "ISO 3166-2 code, from the postcode."),
        "ES-MD",
    ),
    described(
        "debtor.postcode", TEXT, "postcode", ("código postal", "postcode"), ("Código postal.", "Postcode."), "28004"
    ),
    described(
        "debtor.time_zone",
        TEXT,
        "time_zone",
        ("zona horaria", "time zone"),
        ("Zona horaria donde vive; vacía si no se sabe.", "Time zone they live in; empty if unknown."),
        "Europe/Madrid",
    ),
    described(
        "debtor.tone",
        TEXT,
        "tone",
        ("tono acordado", "agreed tone"),
        ("Tono que se pidió para esta persona.", "Tone asked for with this person."),
        "friendly",
    ),
    described(
        "debtor.birth_date",
        DATE,
        "birth_date",
        ("fecha de nacimiento", "birth date"),
        ("Fecha de nacimiento.", "Birth date."),
        "1985-03-09",
    ),
    described(
        "contacts.has_email",
        BOOL,
        "has_email",
        ("tiene correo", "has e-mail"),
        ("Hay un correo utilizable.", "There is a usable e-mail address."),
        "true",
    ),
    described(
        "contacts.has_mobile",
        BOOL,
        "has_mobile",
        ("tiene móvil", "has mobile"),
        ("Hay un móvil utilizable.", "There is a usable mobile number."),
        "true",
    ),
    described(
        "contacts.has_phone",
        BOOL,
        "has_phone",
        ("tiene teléfono", "has phone"),
        ("Hay un teléfono utilizable.", "There is a usable phone number."),
        "true",
    ),
    described(
        "contacts.has_postal",
        BOOL,
        "has_postal",
        ("tiene dirección postal", "has postal address"),
        ("Hay una dirección postal.", "There is a postal address."),
        "false",
    ),
    described(
        "debt.balance",
        MONEY,
        "balance_cents",
        ("saldo pendiente", "balance owed"),
        ("Suma de lo pendiente de las deudas abiertas.", "Sum of what is left of the open debts."),
        "240.00",
    ),
    described(
        "debt.principal",
        MONEY,
        "principal_cents",
        ("principal pendiente", "principal owed"),
        ("Parte del saldo que es principal.", "The part of the balance that is principal."),
        "220.00",
    ),
    described(
        "debt.interest",
        MONEY,
        "interest_cents",
        ("intereses pendientes", "interest owed"),
        ("Parte del saldo que son intereses.", "The part of the balance that is interest."),
        "15.00",
    ),
    described(
        "debt.fees",
        MONEY,
        "fees_cents",
        ("gastos pendientes", "fees owed"),
        ("Parte del saldo que son gastos y comisiones.", "The part of the balance that is costs and fees."),
        "5.00",
    ),
    described(
        "debt.original",
        MONEY,
        "original_cents",
        ("importe inicial", "original amount"),
        ("Suma con la que entraron las deudas.", "What the debts amounted to when they came in."),
        "300.00",
    ),
    described(
        "debt.count",
        NUMBER,
        "open_debts",
        ("deudas abiertas", "open debts"),
        ("Número de deudas abiertas.", "How many debts are open."),
        "2",
    ),
    described(
        "debt.disputed_count",
        NUMBER,
        "disputed_debts",
        ("deudas en disputa", "disputed debts"),
        ("Número de deudas abiertas en disputa.", "How many open debts are disputed."),
        "0",
    ),
    described(
        "debt.oldest_due_date",
        DATE,
        "oldest_due_date",
        ("vencimiento más antiguo", "oldest due date"),
        ("Vencimiento de la deuda abierta más antigua.", "Due date of the oldest open debt."),
        "2026-01-31",
    ),
    described(
        "debt.newest_due_date",
        DATE,
        "newest_due_date",
        ("vencimiento más reciente", "newest due date"),
        ("Vencimiento de la deuda abierta más reciente.", "Due date of the newest open debt."),
        "2026-03-31",
    ),
    described(
        "debt.days_past_due",
        NUMBER,
        "",
        ("días de mora", "days past due"),
        (
            "Días desde el vencimiento más antiguo; negativo si aún no ha vencido.",
            "Days since the oldest due date; negative before it.",
        ),
        "45",
        days_since="oldest_due_date",
    ),
    described(
        "debt.product",
        TEXT,
        "product",
        ("producto", "product"),
        ("Producto de la deuda más antigua.", "Product of the oldest debt."),
        "Visa",
    ),
    described(
        "debt.type",
        TEXT,
        "debt_type",
        ("tipo de deuda", "kind of debt"),
        ("Tipo de la deuda más antigua.", "Kind of the oldest debt."),
        "consumer_credit",
    ),
    described(
        "debt.reference",
        TEXT,
        "debt_reference",
        ("número de la deuda", "debt number"),
        ("Número de la deuda más antigua.", "Number of the oldest debt."),
        "F-2026-001",
    ),
    described(
        "debt.settled_count",
        NUMBER,
        "cured_debts",
        ("deudas anteriores saldadas", "earlier debts settled"),
        ("Deudas con este acreedor que ya pagó del todo.", "Debts with this creditor that were paid in full."),
        "1",
    ),
    described(
        "debt.currency",
        TEXT,
        "currency",
        ("divisa", "currency"),
        ("Divisa de las deudas (ISO 4217).", "Currency of the debts (ISO 4217)."),
        "EUR",
    ),
)

_PERSON = ("language", "country", "region", "postcode", "time_zone", "tone", "birth_date")
_POINTS = ("has_email", "has_mobile", "has_phone", "has_postal")
_AMOUNTS = ("balance_cents", "principal_cents", "interest_cents", "fees_cents", "original_cents", "overdue_cents")
_DEBTS = (*_AMOUNTS, "open_debts", "disputed_debts", "cured_debts", "oldest_due_date", "newest_due_date")
_OLDEST = ("product", "debt_type", "debt_reference", "currency", "custom")

SOURCE = FactSource(
    name="portfolio",
    columns=("debtor_kind", *_PERSON, *_POINTS, *_DEBTS, *_OLDEST),
    sql="""
        SELECT wanted.case_id, COALESCE(p.kind, 'person') AS debtor_kind, COALESCE(p.language, c.language) AS language,
               COALESCE(p.country, c.country) AS country, COALESCE(p.region, '') AS region,
               COALESCE(p.postcode, '') AS postcode, COALESCE(p.time_zone, '') AS time_zone,
               COALESCE(p.tone, '') AS tone,
               p.birth_date, COALESCE(point.has_email, false) AS has_email,
               COALESCE(point.has_mobile, false) AS has_mobile,
               COALESCE(point.has_phone, false) AS has_phone, COALESCE(point.has_postal, false) AS has_postal,
               COALESCE(owed.balance_cents, 0) AS balance_cents, COALESCE(owed.principal_cents, 0) AS principal_cents,
               COALESCE(owed.interest_cents, 0) AS interest_cents, COALESCE(owed.fees_cents, 0) AS fees_cents,
               COALESCE(owed.original_cents, 0) AS original_cents, COALESCE(owed.overdue_cents, 0) AS overdue_cents,
               COALESCE(owed.open_debts, 0) AS open_debts, COALESCE(owed.disputed_debts, 0) AS disputed_debts,
               COALESCE(owed.cured_debts, 0) AS cured_debts, owed.oldest_due_date, owed.newest_due_date,
               COALESCE(oldest.product, '') AS product, COALESCE(oldest.debt_type, '') AS debt_type,
               COALESCE(oldest.reference, '') AS debt_reference, COALESCE(oldest.currency, c.currency) AS currency,
               -- What a strategy wrote stands over what the file says, and outlives the next file.
               COALESCE(oldest.custom, '{}'::jsonb) || COALESCE(own.values, '{}'::jsonb) AS custom
        FROM wanted
        -- An import that is taken back removes its persons; their closed cases stay.
        LEFT JOIN portfolio_debtor p ON p.id = wanted.debtor_id
        JOIN portfolio_creditor c ON c.id = wanted.creditor_id
        -- LATERAL: a few look-ups a case. Joined as a whole, every batch of an import would read all debts there are.
        -- + 0: a creditor's debts are no way to find one person's, whatever a planner without statistics thinks.
        LEFT JOIN LATERAL (
            SELECT bool_or(kind = 'email') AS has_email, bool_or(kind = 'phone' AND is_mobile) AS has_mobile,
                   bool_or(kind = 'phone') AS has_phone, bool_or(kind = 'postal') AS has_postal
            FROM portfolio_contactpoint t WHERE t.debtor_id = wanted.debtor_id AND t.status IN ('active', 'unverified')
        ) point ON true
        LEFT JOIN LATERAL (
            SELECT (sum(d.principal_cents + d.interest_cents + d.fees_cents) FILTER {open})::bigint AS balance_cents,
                   (sum(d.principal_cents + d.interest_cents + d.fees_cents) FILTER (
                       WHERE d.status = 'open' AND d.due_date < (%(now)s AT TIME ZONE c.time_zone)::date
                   ))::bigint AS overdue_cents,
                   (sum(d.principal_cents) FILTER {open})::bigint AS principal_cents,
                   (sum(d.interest_cents) FILTER {open})::bigint AS interest_cents,
                   (sum(d.fees_cents) FILTER {open})::bigint AS fees_cents,
                   (sum(d.original_cents) FILTER {open})::bigint AS original_cents,
                   count(*) FILTER {open} AS open_debts, count(d.disputed_at) FILTER {open} AS disputed_debts,
                   count(*) FILTER (WHERE d.status = 'paid') AS cured_debts,
                   min(d.due_date) FILTER {open} AS oldest_due_date, max(d.due_date) FILTER {open} AS newest_due_date
            FROM portfolio_debt d WHERE d.debtor_id = wanted.debtor_id AND d.creditor_id + 0 = wanted.creditor_id
        ) owed ON true
        LEFT JOIN LATERAL (
            SELECT d.product, d.debt_type, d.reference, d.currency, d.custom
            FROM portfolio_debt d WHERE d.debtor_id = wanted.debtor_id AND d.creditor_id + 0 = wanted.creditor_id
            ORDER BY d.status <> 'open', d.due_date, d.id LIMIT 1
        ) oldest ON true
        LEFT JOIN portfolio_ownvalues own ON own.debtor_id = wanted.debtor_id AND own.creditor_id = wanted.creditor_id
    """.replace("{open}", "(WHERE d.status = 'open')"),
)

register(*FACTS)
register_source(SOURCE)
