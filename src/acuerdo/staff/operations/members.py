"""Changes to staff; each writes one audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from acuerdo.kernel.audit import Actor, Entry, record
from acuerdo.staff.enums import Role
from acuerdo.staff.models import User


class CannotCreateMember(Exception):
    """Somebody with this address already works here."""


class LastAdministrator(Exception):
    """Nobody would be left who can let others in."""


@transaction.atomic
def create_member(
    *,
    email: str,
    name: str,
    role: Role,
    password: str,
    language: str,
    sees_all_creditors: bool,
    actor: Actor,
    now: datetime,
) -> User:
    """Let somebody in. They set up their second factor at their first sign-in.

    Raises CannotCreateMember if the address is taken.
    """
    if User.objects.filter(email=email.lower()).exists():
        raise CannotCreateMember(email)
    user = User.objects.create_user(
        email, password, name=name, role=role, language=language, sees_all_creditors=sees_all_creditors
    )
    _note("staff.member.created", user, actor=actor, now=now, after={"role": role})
    return user


@transaction.atomic
def invite_member(
    *, email: str, name: str, role: Role, language: str, sees_all_creditors: bool, actor: Actor, now: datetime
) -> User:
    """Let somebody in who chooses their own password by the link of `queries.invitation_path`.

    Raises CannotCreateMember if the address is taken.
    """
    if User.objects.filter(email=email.lower()).exists():
        raise CannotCreateMember(email)
    user = User.objects.create_user(email, None, name=name, role=role, language=language)
    user.sees_all_creditors = sees_all_creditors
    user.save(update_fields=["sees_all_creditors"])
    _note("staff.member.invited", user, actor=actor, now=now, after={"role": role, "all_creditors": sees_all_creditors})
    return user


@transaction.atomic
def change_scope(*, user_id: int, sees_all_creditors: bool, actor: Actor, now: datetime) -> User:
    """Let somebody see all creditors, or only those granted to them (`portfolio.operations.grant_access`)."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.sees_all_creditors != sees_all_creditors:
        before = {"all_creditors": user.sees_all_creditors}
        user.sees_all_creditors = sees_all_creditors
        user.save(update_fields=["sees_all_creditors"])
        after = {"all_creditors": sees_all_creditors}
        _note("staff.member.scope_changed", user, actor=actor, now=now, before=before, after=after)
    return user


@transaction.atomic
def set_preferences(
    *,
    user_id: int,
    language: str,
    theme: str,
    time_zone: str,
    single_key_shortcuts: bool,
    actor: Actor,
    now: datetime,
) -> User:
    """Keep how somebody likes their screen; an empty zone is the installation's. Writes no entry if nothing differs."""
    user = User.objects.select_for_update().get(pk=user_id)
    after = {
        "language": language,
        "theme": theme,
        "time_zone": time_zone,
        "single_key_shortcuts": single_key_shortcuts,
    }
    before = {name: getattr(user, name) for name in after}
    if before == after:
        return user
    for name, value in after.items():
        setattr(user, name, value)
    user.save(update_fields=list(after))
    _note("staff.member.preferences_set", user, actor=actor, now=now, before=before, after=after)
    return user


@transaction.atomic
def change_role(*, user_id: int, role: Role, actor: Actor, now: datetime) -> User:
    """Give somebody another role; it holds from their next page on. Raises LastAdministrator."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.role == role:
        return user
    _keep_an_administrator(user)
    before = {"role": user.role}
    user.role = role
    user.save(update_fields=["role"])
    _note("staff.member.role_changed", user, actor=actor, now=now, before=before, after={"role": role})
    return user


@transaction.atomic
def close_access(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Shut somebody out; their history stays. Open again with `open_access`. Raises LastAdministrator."""
    _keep_an_administrator(User.objects.get(pk=user_id))
    return _set_access(user_id=user_id, is_active=False, actor=actor, now=now)


@transaction.atomic
def open_access(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Let somebody back in who was shut out."""
    return _set_access(user_id=user_id, is_active=True, actor=actor, now=now)


def _keep_an_administrator(user: User) -> None:
    # Locked, so that two administrators cannot shut each other out at the same instant.
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).values_list("pk", flat=True)
    if set(admins) == {user.pk}:
        raise LastAdministrator(user.email)


def _set_access(*, user_id: int, is_active: bool, actor: Actor, now: datetime) -> User:
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        action = "staff.member.access_opened" if is_active else "staff.member.access_closed"
        _note(action, user, actor=actor, now=now)
    return user


def _note(
    action: str,
    user: User,
    *,
    actor: Actor,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record(
        Entry(
            action=action,
            obj_type="staff.User",
            obj_id=user.pk,
            actor=actor,
            before=dict(before) if before else None,
            after=dict(after) if after else None,
        ),
        at=now,
    )
