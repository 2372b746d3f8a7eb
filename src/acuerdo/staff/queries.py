"""Reads of staff. Which creditors somebody sees is asked of the portfolio (`creditors_of`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import translation

from acuerdo.kernel.audit import Actor
from acuerdo.staff.enums import TokenPermission, TokenState
from acuerdo.staff.models import ApiToken, User
from acuerdo.staff.rules import Permission, permissions_of, token_state


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
    time_zone: str
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
    """The signed-in user as plain values, in their own language whatever the page's was so far."""
    with translation.override(user.language):
        role_label = str(user.get_role_display())
    return Staff(
        id=user.pk,
        name=user.name or user.email,
        email=user.email,
        role=user.role,
        role_label=role_label,
        language=user.language,
        theme=user.theme,
        time_zone=user.time_zone,
        single_key_shortcuts=user.single_key_shortcuts,
        sees_all_creditors=user.sees_all_creditors,
        permissions=permissions_of(role=user.role),
    )


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the list of staff."""

    id: int
    name: str
    email: str
    role: str
    role_label: str
    language: str
    sees_all_creditors: bool
    is_active: bool
    has_password: bool
    has_second_factor: bool
    last_login: datetime | None


def members() -> list[Member]:
    """All members of staff by name, those without access too; one query."""
    return [_member(user) for user in _with_factor().order_by("-is_active", "name", "email")]


def member(*, user_id: int) -> Member | None:
    """One member of staff, with or without access."""
    return next((_member(user) for user in _with_factor().filter(pk=user_id)), None)


def invitation_path(*, user_id: int) -> str:
    """Where somebody invited chooses their password. Worth a password itself: it goes to them and to nobody else."""
    user = User.objects.get(pk=user_id)
    address = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=address)


def _with_factor() -> QuerySet[User]:
    codes = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.annotate(has_factor=Exists(codes))


def _member(user: User) -> Member:
    return Member(
        id=user.pk,
        name=user.name or user.email,
        email=user.email,
        role=user.role,
        role_label=str(user.get_role_display()),
        language=user.language,
        sees_all_creditors=user.sees_all_creditors,
        is_active=user.is_active,
        has_password=user.has_usable_password(),
        has_second_factor=bool(user.has_factor),  # type: ignore[attr-defined]  # annotated in _with_factor
        last_login=user.last_login,
    )


def has_second_factor(*, user_id: int) -> bool:
    """Say whether somebody is asked for a code after their password."""
    codes = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
    return bool(codes.exists())


@dataclass(frozen=True, slots=True)
class Caller:
    """The other system that calls: the answer to "may it?" and the actor for the audit log."""

    id: int
    name: str
    creditor_ids: frozenset[int]
    permissions: frozenset[str]

    def may(self, permission: TokenPermission) -> bool:
        return permission in self.permissions

    @property
    def actor(self) -> Actor:
        return Actor(kind="token", id=self.id, name=self.name)


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as lists show it; `hint` is how its secret begins."""

    id: int
    name: str
    hint: str
    creditor_ids: tuple[int, ...]
    permissions: tuple[TokenPermission, ...]
    state: TokenState
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None


def caller_of(token: ApiToken) -> Caller:
    """The system behind a token as plain values."""
    return Caller(token.pk, token.name, frozenset(token.creditor_ids), frozenset(token.permissions))


def tokens(*, now: datetime) -> list[TokenLine]:
    """All tokens, newest first, those that no longer open too; one query."""
    return [
        TokenLine(
            id=row.pk,
            name=row.name,
            hint=row.hint,
            creditor_ids=tuple(row.creditor_ids),
            permissions=tuple(TokenPermission(each) for each in row.permissions),
            state=token_state(revoked_at=row.revoked_at, expires_at=row.expires_at, now=now),
            created_at=row.created_at,
            created_by=row.created_by,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )
        for row in ApiToken.objects.order_by("-pk")
    ]
