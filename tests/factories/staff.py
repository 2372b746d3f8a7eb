"""People who work here."""

from __future__ import annotations

from collections.abc import Sequence

from acuerdo.portfolio.models import Creditor, CreditorAccess
from acuerdo.staff.models import User


def member(name: str, role: str, *, sees: Sequence[Creditor] = (), language: str = "en") -> User:
    made = User.objects.create_user(
        f"{name.split()[0].lower()}@acuerdo.example",
        "correct horse battery",
        name=name,
        role=role,
        language=language,
        sees_all_creditors=False,
    )
    CreditorAccess.objects.bulk_create([CreditorAccess(creditor=each, user=made) for each in sees])
    return made


def ana(*sees: Creditor) -> User:
    """Works cases."""
    return member("Ana Ruiz", "agent", sees=sees)


def ben(*sees: Creditor) -> User:
    """Leads the team: may also lift holds, export, record payments."""
    return member("Ben Costa", "lead", sees=sees)


def dan() -> User:
    """Works here and must see nothing: no creditor is his."""
    return member("Dan Vega", "agent")


def eva() -> User:
    """Administrator; sees all creditors."""
    made = member("Eva Sanz", "admin")
    made.sees_all_creditors = True
    made.save(update_fields=["sees_all_creditors"])
    return made
