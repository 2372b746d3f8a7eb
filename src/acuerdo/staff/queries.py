"""Reads of staff. Which creditors somebody sees is asked of the portfolio (`creditors_of`)."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from acuerdo.kernel.audit import Actor
from acuerdo.staff.models import User
from acuerdo.staff.rules import Permission, permissions_of


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at the screen: the answer to "may they?" and the actor for the audit log."""

    id: int
    name: str
    email: str
    role: str
    role_label: str
    language: str
    theme: str
    single_key_shortcuts: bool
    sees_all_creditors: bool
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def actor(self) -> Actor:
        return Actor(kind="user", id=self.id, name=self.name)

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def staff_of(*, user: User) -> Staff:
    """The signed-in user as plain values."""
    return Staff(
        id=user.pk,
        name=user.name or user.email,
        email=user.email,
        role=user.role,
        role_label=str(user.get_role_display()),
        language=user.language,
        theme=user.theme,
        single_key_shortcuts=user.single_key_shortcuts,
        sees_all_creditors=user.sees_all_creditors,
        permissions=permissions_of(role=user.role),
    )


def members() -> QuerySet[User]:
    """All members of staff by name, those without access too."""
    return User.objects.order_by("name", "email")


def has_second_factor(*, user_id: int) -> bool:
    """Say whether somebody is asked for a code after their password."""
    codes = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
    return bool(codes.exists())
