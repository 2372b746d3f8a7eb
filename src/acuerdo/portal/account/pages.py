"""Page objects of the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from acuerdo.compliance.queries import verdict_stories
from acuerdo.compliance.queries.verdicts import Reason
from acuerdo.portal.account.words import channel_words, what_happened, why_it_happened
from acuerdo.portal.offers.pages import OfferCard, cards_of
from acuerdo.portal.queries import Account, Standing, contact_rows, standing


@dataclass(frozen=True, slots=True)
class HomePage:
    """What is owed and what is under way. `key` makes the pay button idempotent."""

    account: Account
    standing: Standing
    key: UUID
    offers: tuple[OfferCard, ...] = ()

    @property
    def hello(self) -> str:
        return self.account.given_name or self.account.name

    @property
    def has_news(self) -> bool:
        """Something is under way that a notice tells of."""
        under_way = (self.standing.waiting_key, self.standing.promise_date, self.standing.paid_at)
        return bool(self.account.holds) or any(under_way)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact: what, when, how, why, and which rules were looked at."""

    at: datetime
    channel: str
    channel_label: str
    what: str
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """Every contact, newest first."""

    contacts: tuple[ContactLine, ...]


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    """What stands beside the form."""

    is_saved: bool
    is_ceased: bool


def home_page(*, account: Account, now: datetime) -> HomePage:
    """One query beside that of the account; offers are read where there are any."""
    found = standing(debtor_id=account.debtor_id, creditor_id=account.creditor_id, now=now)
    # While a dispute is looked at we ask for nothing.
    shown = found.has_offer and not account.is_disputed
    offers = cards_of(account=account, now=now) if shown else ()
    return HomePage(account=account, standing=found, key=uuid4(), offers=offers)


def contacts_page(*, account: Account) -> ContactsPage:
    """Two queries beside that of the account."""
    rows = contact_rows(debtor_id=account.debtor_id, creditor_id=account.creditor_id)
    stories = verdict_stories(row.verdict_id for row in rows if row.verdict_id is not None)
    lines = []
    for row in rows:
        story = stories.get(row.verdict_id or 0)
        lines.append(
            ContactLine(
                at=row.at,
                channel=row.channel,
                channel_label=channel_words(row.channel),
                what=what_happened(row),
                why=why_it_happened(row, account.creditor.name),
                reasons=story.told if story else (),
            )
        )
    return ContactsPage(contacts=tuple(lines))
