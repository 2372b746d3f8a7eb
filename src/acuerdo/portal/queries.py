"""What portal pages show, read in as few queries as they need: no more than three, unless an offer stands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from acuerdo.portal.rules import WINDOW, Tries

# How long after paying a page still says thanks for it.
_RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Brand:
    """The creditor as their customers know them; named as the base template reads it."""

    name: str
    legal_name: str
    brand_colour: str
    brand_initials: str
    phone: str
    website: str
    privacy_url: str
    postal_address: str


@dataclass(frozen=True, slots=True)
class DebtLine:
    """One debt: what for, how much, since when."""

    id: int
    reference: str
    product: str
    original_cents: int
    principal_cents: int
    interest_cents: int
    fees_cents: int
    due_date: date
    is_disputed: bool

    @property
    def balance_cents(self) -> int:
        return self.principal_cents + self.interest_cents + self.fees_cents

    @property
    def has_interest(self) -> bool:
        return self.interest_cents != 0

    @property
    def has_fees(self) -> bool:
        return self.fees_cents != 0


@dataclass(frozen=True, slots=True)
class Account:
    """Who owes whom how much, and what stands between them; the first query of every page.

    Days are counted in the creditor's `time_zone`; hours are printed in the `local_zone` of who reads.
    """

    debtor_id: int
    creditor_id: int
    case_id: int | None
    creditor: Brand
    name: str
    given_name: str
    currency: str
    time_zone: str
    local_zone: str
    min_payment_cents: int
    links_revoked_at: datetime | None
    debts: tuple[DebtLine, ...]
    holds: tuple[str, ...]

    @property
    def has_debts(self) -> bool:
        return bool(self.debts)

    @property
    def balance_cents(self) -> int:
        return sum(debt.balance_cents for debt in self.debts)

    @property
    def is_disputed(self) -> bool:
        return "dispute_opened" in self.holds

    @property
    def is_paused(self) -> bool:
        return "hardship_declared" in self.holds

    def was_revoked_after(self, entered_at: int) -> bool:
        return self.links_revoked_at is not None and self.links_revoked_at.timestamp() > entered_at


@dataclass(frozen=True, slots=True)
class Question:
    """What the entry page needs before anybody proved who they are: a brand, a language, no personal data shown."""

    creditor: Brand
    language: str
    birth_date: date | None
    postcode: str
    time_zone: str


_BRAND = """cr.name, cr.legal_name, cr.brand_colour, cr.brand_initials, cr.phone, cr.website, cr.privacy_url,
    cr.postal_address"""
# Debts and holds as json beside the head: one round trip for what every page needs.
_ACCOUNT = f"""
    SELECT {_BRAND}, d.name, d.given_name, cr.currency, cr.time_zone, cr.min_payment_cents, p.links_revoked_at,
        (SELECT c.id FROM cases_case c WHERE c.debtor_id = d.id AND c.creditor_id = cr.id
         ORDER BY (c.status = 'open') DESC, c.id DESC LIMIT 1),
        (SELECT json_agg(json_build_array(t.id, t.reference, t.product, t.original_cents, t.principal_cents,
             t.interest_cents, t.fees_cents, t.due_date, t.disputed_at IS NOT NULL) ORDER BY t.due_date, t.id)
         FROM portfolio_debt t WHERE t.debtor_id = d.id AND t.creditor_id = cr.id AND t.status = 'open'),
        (SELECT json_agg(h.event) FROM compliance_hold h
         WHERE h.debtor_id = d.id AND (h.creditor_id = cr.id OR h.creditor_id IS NULL) AND h.lifted_at IS NULL
           AND (h.until IS NULL OR h.until > now())),
        COALESCE(NULLIF(d.time_zone, ''), cr.time_zone)
    FROM portfolio_debtor d CROSS JOIN portfolio_creditor cr
    LEFT JOIN compliance_contactpermission p ON p.debtor_id = d.id
    WHERE d.id = %s AND cr.id = %s
"""  # noqa: S608  names of columns above


def account(debtor_id: int, creditor_id: int, _message_id: int) -> Account | None:
    """Read who owes whom; None if the person is gone. One query."""
    row = _row(_ACCOUNT, [debtor_id, creditor_id])
    if row is None:
        return None
    debts = tuple(DebtLine(*(*line[:7], date.fromisoformat(line[7]), line[8])) for line in _json(row[15]))
    return Account(
        debtor_id=debtor_id,
        creditor_id=creditor_id,
        creditor=Brand(*row[:8]),
        name=row[8],
        given_name=row[9],
        currency=row[10],
        time_zone=row[11],
        local_zone=row[17],
        min_payment_cents=row[12],
        links_revoked_at=row[13],
        case_id=row[14],
        debts=debts,
        holds=tuple(_json(row[16])),
    )


def question(*, debtor_id: int, creditor_id: int) -> Question | None:
    """Read what may be asked of a person, and in whose name. One query."""
    row = _row(
        f"SELECT {_BRAND}, d.language, d.birth_date, d.postcode, cr.time_zone "  # noqa: S608  names of columns above
        "FROM portfolio_debtor d CROSS JOIN portfolio_creditor cr WHERE d.id = %s AND cr.id = %s",
        [debtor_id, creditor_id],
    )
    return row and Question(Brand(*row[:8]), *row[8:])


def tries(*, message_id: int, debtor_id: int, address_digest: str, now: datetime) -> Tries:
    """Count the wrong answers of the last day."""
    row = _row(
        """
        SELECT count(*) FILTER (WHERE message_id = %(message_id)s AND debtor_id = %(debtor_id)s),
               count(*) FILTER (WHERE debtor_id = %(debtor_id)s),
               count(*) FILTER (WHERE address_digest = %(address)s), min(at)
        FROM portal_entryattempt
        WHERE NOT was_right AND at > %(since)s AND (debtor_id = %(debtor_id)s OR address_digest = %(address)s)
        """,
        {"message_id": message_id, "debtor_id": debtor_id, "address": address_digest, "since": now - WINDOW},
    )
    return Tries(*row) if row else Tries(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is under way on the account: a promise, the last payment, a payment not heard of yet."""

    promise_date: date | None = None
    promise_cents: int | None = None
    paid_at: datetime | None = None
    paid_cents: int | None = None
    waiting_key: str | None = None
    waiting_cents: int | None = None
    has_offer: bool = False


def standing(*, debtor_id: int, creditor_id: int, now: datetime) -> Standing:
    """Read what is under way. One query."""
    row = _row(
        """
        SELECT m.due_date, m.amount_cents, p.received_at, p.amount_cents, i.key::text, i.amount_cents,
            EXISTS (SELECT FROM payments_offer WHERE debtor_id = %(debtor)s AND creditor_id = %(creditor)s
                AND (state = 'accepted' OR state = 'made' AND expires_at > %(now)s))
        FROM (SELECT 1) one
        LEFT JOIN LATERAL (SELECT due_date, amount_cents FROM payments_promise WHERE debtor_id = %(debtor)s
            AND creditor_id = %(creditor)s AND status = 'open' ORDER BY due_date LIMIT 1) m ON true
        LEFT JOIN LATERAL (SELECT received_at, amount_cents FROM payments_payment WHERE debtor_id = %(debtor)s
            AND creditor_id = %(creditor)s AND received_at > %(since)s ORDER BY received_at DESC LIMIT 1) p ON true
        LEFT JOIN LATERAL (SELECT key, amount_cents FROM payments_paymentintent WHERE debtor_id = %(debtor)s
            AND creditor_id = %(creditor)s AND status = 'started' AND provider_reference <> ''
            ORDER BY id DESC LIMIT 1) i ON true
        """,
        {"debtor": debtor_id, "creditor": creditor_id, "since": now - _RECENT, "now": now},
    )
    return Standing(*row) if row else Standing()


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact between a person and a creditor, in either direction."""

    message_id: int
    at: datetime
    channel: str
    direction: str
    status: str
    purpose: str
    subject: str
    verdict_id: int | None


def contact_rows(*, debtor_id: int, creditor_id: int, limit: int = 100) -> tuple[ContactRow, ...]:
    """Read every contact that was made or withheld, newest first. One query."""
    rows = _rows(
        """
        SELECT id, COALESCE(sent_at, queued_at), channel, direction, status, purpose, subject, verdict_id
        FROM channels_message
        WHERE debtor_id = %s AND creditor_id = %s AND status NOT IN ('queued', 'sending', 'failed', 'withdrawn')
        ORDER BY 2 DESC, id DESC LIMIT %s
        """,
        [debtor_id, creditor_id, limit],
    )
    return tuple(ContactRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants to be contacted, as the form shows it."""

    opted_out: int
    is_ceased: bool
    preferred_channel: str
    hours: str
    language: str
    tone: str


def wishes(*, debtor_id: int) -> Wishes:
    """Read how a person wants to be contacted. One query."""
    row = _row(
        """
        SELECT COALESCE(p.opted_out, 0), COALESCE(p.is_ceased, false), COALESCE(p.preferred_channel, ''),
               COALESCE(p.hours_override #>> '{}', ''), d.language, d.tone
        FROM portfolio_debtor d LEFT JOIN compliance_contactpermission p ON p.debtor_id = d.id WHERE d.id = %s
        """,
        [debtor_id],
    )
    return Wishes(*row)


def _json(value: str | Sequence[Any] | None) -> Sequence[Any]:
    return json.loads(value) if isinstance(value, str) else value or ()


def _row(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
