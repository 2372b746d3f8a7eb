"""Which creditors the person at the screen sees. Every query of a console page is narrowed by this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from acuerdo.portfolio.queries import CreditorLine, creditors_of
from acuerdo.staff.queries import Staff


@dataclass(frozen=True, slots=True)
class Scope:
    """The creditors of one member of staff, by name."""

    creditors: tuple[CreditorLine, ...]

    @property
    def ids(self) -> list[int]:
        return [each.id for each in self.creditors]

    @property
    def zones(self) -> list[str]:
        """The time zones in which the days of these creditors are counted."""
        return sorted({each.time_zone for each in self.creditors})

    def today(self, *, now: datetime) -> date:
        """The newest day that has begun for one of these creditors; without any, the reader's."""
        return max((now.astimezone(ZoneInfo(zone)).date() for zone in self.zones), default=timezone.localdate(now))

    def creditor(self, creditor_id: int) -> CreditorLine | None:
        """The creditor if it may be seen, else None: answer as if it did not exist."""
        return next((each for each in self.creditors if each.id == creditor_id), None)

    def narrowed_to(self, reference: str) -> Scope:
        """Only the creditor of that reference; an unknown one leaves the scope as it is."""
        found = tuple(each for each in self.creditors if each.reference == reference)
        return Scope(found) if found else self


def scope_of(*, staff: Staff) -> Scope:
    """Read the scope of somebody; one query."""
    return Scope(creditors_of(user_id=staff.id, sees_all=staff.sees_all_creditors))
