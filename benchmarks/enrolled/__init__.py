"""Cases enrolled in a strategy, by the hundred thousand: what engine and latency benchmarks work on."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

from acuerdo.cases.operations import refresh_facts
from acuerdo.content.operations import load_gallery
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.models import Creditor
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations import create_strategy, publish_strategy
from acuerdo.strategies.rules.file_form import read_file

# A Monday, 10:00 in Madrid: within the pack's hours.
START = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)

STRATEGY = """\
strategy: bench
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {fact: case.status, op: '=', value: open}
    next: amount
  amount:
    kind: split
    branches:
    - name: large
      when:
        all:
        - {fact: debt.balance, op: '>=', value: '100.00'}
        - {fact: debt.days_past_due, op: '>=', value: 10}
        - not: {fact: debt.product, op: '=', value: Hipoteca}
    next: {large: text, otherwise: rest}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: listen, not_allowed: rest, no_contact_point: rest}
  listen:
    kind: wait_event
    events: [replied, link_clicked]
    timeout: P3D
    next: {replied: again, link_clicked: again, timeout: rest}
  again:
    kind: message
    channel: email
    template: overdue-email
    next: {sent: rest, not_allowed: rest, no_contact_point: rest}
  rest: {kind: wait, for: P7D, next: done}
  done: {kind: end}
"""

_FILL = (
    """INSERT INTO portfolio_debtor (id, kind, name, given_name, national_id, birth_date, language, country, region,
           postcode, city, time_zone, tone, created_at)
       SELECT i, 'person', 'Persona ' || i, 'Persona', '', DATE '1980-01-01', 'es', 'ES', 'ES-MD', '28004', 'Madrid',
              'Europe/Madrid', '', %(now)s FROM generate_series(1, %(size)s) i""",
    """INSERT INTO portfolio_contactpoint (debtor_id, kind, value, is_mobile, status, rank, created_at)
       SELECT i, 'phone', '+346' || lpad(i::text, 8, '0'), true, 'active', 1, %(now)s
       FROM generate_series(1, %(size)s) i""",
    """INSERT INTO portfolio_contactpoint (debtor_id, kind, value, is_mobile, status, rank, created_at)
       SELECT i, 'email', 'persona' || i || '@example.es', false, 'active', 1, %(now)s
       FROM generate_series(1, %(size)s) i""",
    """INSERT INTO portfolio_debt (debtor_id, creditor_id, reference, product, debt_type, currency, status,
           original_cents, principal_cents, interest_cents, fees_cents, stated_principal_cents, stated_interest_cents,
           stated_fees_cents, due_date, iban, custom, created_at)
       SELECT i, %(creditor)s, 'D' || i, 'Tarjeta', '', 'EUR', 'open', 24000, 24000, 0, 0, 24000, 0, 0,
              DATE '2026-05-01', '', '{}', %(now)s FROM generate_series(1, %(size)s) i""",
    """INSERT INTO cases_case (id, creditor_id, debtor_id, status, stage, opened_at, close_reason)
       SELECT i, %(creditor)s, i, 'open', 'early', %(now)s, '' FROM generate_series(1, %(size)s) i""",
)  # fmt: skip


def fill(size: int, *, now: datetime = START) -> Strategy:
    """Make `size` people with a phone, an address, a debt and a case with facts, and a live strategy for them."""
    creditor = Creditor.objects.create(
        reference="bench", name="Banco Roble", legal_name="Banco Roble, S.A.", sector="financial",
        policy_packs=["es"], allocation_order=["fees", "interest", "principal"], brand_initials="BR",
        sender_email="pagos@example.es", sms_sender="ROBLE", created_at=now,
    )  # fmt: skip
    load_gallery(actor=SYSTEM, now=now)
    with connection.cursor() as cursor:
        for sql in _FILL:
            cursor.execute(sql, {"size": size, "now": now, "creditor": creditor.pk})
    refresh_facts(range(1, size + 1), now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    key = create_strategy(document=read_file(STRATEGY).document, creditor_id=None, actor=SYSTEM, now=now)
    publish_strategy(strategy_id=key, actor=SYSTEM, now=now)
    return Strategy.objects.get(pk=key)
