"""Facts that payments lend to rules and tokens."""

from __future__ import annotations

from acuerdo.kernel.facts import Fact, FactSource, FactType, Words, register, register_source

FACTS = (
    Fact(
        key="payment.total",
        type=FactType.MONEY,
        label=Words(es="total pagado", en="total paid"),
        help=Words(es="Suma de los pagos recibidos.", en="Sum of the payments received."),
        column="paid_cents",
        example="120.00",
    ),
    Fact(
        key="payment.count",
        type=FactType.NUMBER,
        label=Words(es="número de pagos", en="number of payments"),
        help=Words(es="Cuántos pagos se han recibido.", en="How many payments have come in."),
        column="payments_count",
        example="2",
    ),
    Fact(
        key="payment.first_date",
        type=FactType.DATE,
        label=Words(es="fecha del primer pago", en="date of first payment"),
        help=Words(es="Día del primer pago recibido.", en="The day the first payment came in."),
        column="first_payment_date",
        example="2026-01-20",
    ),
    Fact(
        key="payment.last_date",
        type=FactType.DATE,
        label=Words(es="fecha del último pago", en="date of last payment"),
        help=Words(es="Día del último pago recibido.", en="The day the last payment came in."),
        column="last_payment_date",
        example="2026-02-20",
    ),
    Fact(
        key="payment.days_since_last",
        type=FactType.NUMBER,
        label=Words(es="días desde el último pago", en="days since last payment"),
        help=Words(es="No consta si nunca pagó.", en="Not known if nothing was ever paid."),
        days_since="last_payment_date",
        example="14",
    ),
    Fact(
        key="payment.last_amount",
        type=FactType.MONEY,
        label=Words(es="importe del último pago", en="amount of last payment"),
        help=Words(es="Importe del pago más reciente.", en="Amount of the most recent payment."),
        column="last_payment_cents",
        example="60.00",
    ),
    Fact(
        key="promise.date",
        type=FactType.DATE,
        label=Words(es="fecha prometida", en="promised date"),
        help=Words(es="Día de la promesa de pago pendiente.", en="Day of the promise to pay that is still open."),
        column="open_promise_date",
        example="2026-03-05",
    ),
    Fact(
        key="promise.amount",
        type=FactType.MONEY,
        label=Words(es="importe prometido", en="promised amount"),
        help=Words(es="Importe de la promesa pendiente.", en="Amount of the promise that is still open."),
        column="open_promise_cents",
        example="80.00",
    ),
    Fact(
        key="promise.kept",
        type=FactType.NUMBER,
        label=Words(es="promesas cumplidas", en="promises kept"),
        help=Words(es="Cuántas promesas se cumplieron.", en="How many promises were kept."),
        column="promises_kept",
        example="1",
    ),
    Fact(
        key="promise.broken",
        type=FactType.NUMBER,
        label=Words(es="promesas incumplidas", en="promises broken"),
        help=Words(es="Cuántas promesas no se cumplieron.", en="How many promises were not kept."),
        column="promises_broken",
        example="0",
    ),
    Fact(
        key="offer.kind",
        type=FactType.CHOICE,
        label=Words(es="oferta vigente", en="offer that stands"),
        help=Words(
            es="La oferta que la persona puede aceptar o ha aceptado.", en="What the person may accept or has accepted."
        ),
        column="open_offer_kind",
        choices=(
            ("settlement", Words(es="quita", en="settlement")),
            ("plan", Words(es="plan de pagos", en="payment plan")),
        ),
        example="settlement",
    ),
    Fact(
        key="offer.expires",
        type=FactType.DATE,
        label=Words(es="fin de la oferta", en="end of the offer"),
        help=Words(es="Día en que termina la oferta vigente.", en="The day the offer that stands ends."),
        column="open_offer_expires_date",
        example="2026-03-12",
    ),
)

SOURCE = FactSource(
    name="payments",
    columns=(
        "paid_cents",
        "payments_count",
        "first_payment_date",
        "last_payment_date",
        "last_payment_cents",
        "open_promise_date",
        "open_promise_cents",
        "promises_kept",
        "promises_broken",
        "open_offer_kind",
        "open_offer_expires_date",
    ),
    sql="""
        SELECT wanted.case_id, p.paid_cents, p.payments_count, p.first_payment_date, p.last_payment_date,
               p.last_payment_cents, m.open_promise_date, m.open_promise_cents, m.promises_kept, m.promises_broken,
               o.kind AS open_offer_kind, o.expires_date AS open_offer_expires_date
        FROM wanted
        LEFT JOIN (
            SELECT creditor_id, debtor_id, sum(amount_cents)::bigint AS paid_cents, count(*) AS payments_count,
                   (min(received_at) AT TIME ZONE 'UTC')::date AS first_payment_date,
                   (max(received_at) AT TIME ZONE 'UTC')::date AS last_payment_date,
                   (array_agg(amount_cents ORDER BY received_at DESC, id DESC))[1] AS last_payment_cents
            FROM payments_payment WHERE debtor_id IN (SELECT debtor_id FROM wanted) GROUP BY creditor_id, debtor_id
        ) p USING (creditor_id, debtor_id)
        LEFT JOIN (
            SELECT creditor_id, debtor_id, min(due_date) FILTER (WHERE status = 'open') AS open_promise_date,
                   (array_agg(amount_cents ORDER BY due_date, id) FILTER (WHERE status = 'open'))[1]
                       AS open_promise_cents,
                   count(*) FILTER (WHERE status = 'kept') AS promises_kept,
                   count(*) FILTER (WHERE status = 'broken') AS promises_broken
            FROM payments_promise WHERE debtor_id IN (SELECT debtor_id FROM wanted) GROUP BY creditor_id, debtor_id
        ) m USING (creditor_id, debtor_id)
        LEFT JOIN (
            -- The accepted one, else the one that ends first.
            SELECT DISTINCT ON (creditor_id, debtor_id) creditor_id, debtor_id, kind,
                   (expires_at AT TIME ZONE 'UTC')::date AS expires_date
            FROM payments_offer
            WHERE debtor_id IN (SELECT debtor_id FROM wanted) AND state IN ('made', 'accepted')
            ORDER BY creditor_id, debtor_id, state, expires_at, kind DESC, id
        ) o USING (creditor_id, debtor_id)
    """,
    defaults={
        "paid_cents": "0",
        "payments_count": "0",
        "promises_kept": "0",
        "promises_broken": "0",
        "open_offer_kind": "''",
    },
)

register(*FACTS)
register_source(SOURCE)
