"""What is made of a person's history on a case: how risky it is and why, and what suits them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from acuerdo.cases.rules.scorecard import ROWS, VALUES_SQL, Scored, explain


@dataclass(frozen=True, slots=True)
class Profile:
    """The risk of a case with its parts; the tone, channel and hour that suit, empty or None where nothing is known."""

    risk: Scored
    tone: str
    tone_reason: str
    channel: str
    hour: int | None


_VALUES = ", ".join(VALUES_SQL[row.key] for row in ROWS).replace("{today}", "%(today)s::date")
_SQL = f"""
    SELECT f.suiting_tone, f.suiting_tone_reason, f.suiting_channel, f.suiting_hour, {_VALUES}
    FROM cases_casefacts f WHERE f.case_id = %(case_id)s
"""  # noqa: S608 - composed of constants only


def profile_of(*, case_id: int, today: date) -> Profile | None:
    """Explain the risk of a case on a day and say what suits the person; None if the case has no facts yet."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"case_id": case_id, "today": today})
        row = cursor.fetchone()
    if row is None:
        return None
    tone, reason, channel, hour, *values = row
    scored = explain({each.key: int(value) for each, value in zip(ROWS, values, strict=True)})
    return Profile(scored, tone, reason, channel, hour)
