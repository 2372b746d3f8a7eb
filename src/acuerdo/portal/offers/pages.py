"""What people see of an offer: a card on the first page, and everything about it before they agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from acuerdo.payments.enums import OfferKind, PromiseStatus
from acuerdo.payments.queries import OfferLine, PromiseLine, open_offers, promises_of_offer
from acuerdo.payments.rules import GRACE_DAYS, Instalment, instalments_of
from acuerdo.portal.queries import Account


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One offer. `until` is its last whole day; None on the day it ends, when `line.expires_at` has the hour.

    `promises` are the payments of a plan that was accepted. `key` makes the pay button idempotent.
    """

    line: OfferLine
    until: date | None
    promises: tuple[PromiseLine, ...]
    key: UUID = field(default_factory=uuid4)

    @property
    def is_plan(self) -> bool:
        return self.line.kind == OfferKind.PLAN

    @property
    def is_reduced(self) -> bool:
        return self.line.discount_percent > 0

    @property
    def first(self) -> Instalment:
        return self.line.instalments[0]

    @property
    def next(self) -> PromiseLine | None:
        """The payment of an accepted plan that comes next."""
        return next((each for each in self.promises if each.status == PromiseStatus.OPEN), None)

    @property
    def kept(self) -> int:
        return sum(each.status == PromiseStatus.KEPT for each in self.promises)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as it would be agreed to, with its first payment on `first`."""

    card: OfferCard
    first: date
    instalments: tuple[Instalment, ...]
    grace_days: int = GRACE_DAYS

    @property
    def last(self) -> Instalment:
        return self.instalments[-1]


def cards_of(*, account: Account, now: datetime) -> tuple[OfferCard, ...]:
    """The offers that stand."""
    lines = open_offers(creditor_id=account.creditor_id, debtor_id=account.debtor_id, now=now)
    return tuple(card_of(line, account=account, now=now) for line in lines)


def card_of(line: OfferLine, *, account: Account, now: datetime) -> OfferCard:
    """One offer with its last day where the creditor is."""
    zone = ZoneInfo(account.time_zone)
    until = line.expires_at.astimezone(zone).date() - timedelta(days=1)
    promises: tuple[PromiseLine, ...] = ()
    if line.is_accepted and line.kind == OfferKind.PLAN:
        promises = promises_of_offer(offer_id=line.id, creditor_id=account.creditor_id, debtor_id=account.debtor_id)
    return OfferCard(line=line, until=until if until >= now.astimezone(zone).date() else None, promises=promises)


def plan_page(card: OfferCard, *, first: date | None) -> PlanPage:
    """Every payment of a plan, counted from its first day; None: the usual one."""
    first = first or card.first.due_date
    parts = instalments_of(amount_cents=card.line.amount_cents, count=card.line.count, first=first)
    return PlanPage(card=card, first=first, instalments=parts)
