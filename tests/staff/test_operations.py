"""Changes to staff, each with its entry in the audit log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.staff.enums import Role
from acuerdo.staff.models import User
from acuerdo.staff.operations import (
    CannotCreateMember,
    LastAdministrator,
    change_role,
    change_scope,
    close_access,
    create_member,
    invite_member,
    open_access,
    set_preferences,
)
from acuerdo.staff.queries import members, staff_of

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)


def ana(email: str = "ana@example.com"):
    return create_member(
        email=email,
        name="Ana López Gil",
        role=Role.AGENT,
        password="correct horse battery",
        language="es",
        sees_all_creditors=False,
        actor=SYSTEM,
        now=NOW,
    )


def entries() -> list[tuple[str, object, object]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "before", "after"))


def test_create_member_lets_somebody_in_with_the_rights_of_the_role(db):
    user = ana("Ana@Example.com")

    staff = staff_of(user=user)
    assert (staff.email, staff.role, staff.initials, staff.actor.id) == ("ana@example.com", "agent", "AG", user.pk)
    assert staff.may("work_cases")
    assert not staff.may("manage_staff")
    assert user.check_password("correct horse battery")
    assert entries() == [("staff.member.created", None, {"role": "agent"})]


def test_create_member_refuses_an_address_twice_and_writes_nothing(db):
    ana()

    with pytest.raises(CannotCreateMember):
        ana("ANA@example.com")

    assert [user.email for user in members()] == ["ana@example.com"]
    assert len(entries()) == 1


def test_set_preferences_keeps_before_and_after_and_notes_no_change_twice(db):
    user = ana()
    wanted = {"language": "en", "theme": "dark", "time_zone": "America/Lima", "single_key_shortcuts": False}

    for _ in range(2):
        set_preferences(user_id=user.pk, actor=SYSTEM, now=NOW, **wanted)

    staff = staff_of(user=User.objects.get())
    assert (staff.language, staff.theme, staff.time_zone) == ("en", "dark", "America/Lima")
    assert staff.single_key_shortcuts is False
    before = {"language": "es", "theme": "system", "time_zone": "", "single_key_shortcuts": True}
    assert entries()[1:] == [("staff.member.preferences_set", before, wanted)]


def test_change_role_holds_at_once_and_the_same_role_is_no_change(db):
    user = ana()

    change_role(user_id=user.pk, role=Role.LEAD, actor=SYSTEM, now=NOW)
    change_role(user_id=user.pk, role=Role.LEAD, actor=SYSTEM, now=NOW)

    assert staff_of(user=User.objects.get()).may("lift_holds")
    assert entries()[1:] == [("staff.member.role_changed", {"role": "agent"}, {"role": "lead"})]


def test_access_closes_and_opens_once(db):
    user = ana()

    close_access(user_id=user.pk, actor=SYSTEM, now=NOW)
    closed = close_access(user_id=user.pk, actor=SYSTEM, now=NOW)
    opened = open_access(user_id=user.pk, actor=SYSTEM, now=NOW)

    assert (closed.is_active, opened.is_active) == (False, True)
    assert [action for action, _, _ in entries()][1:] == [
        "staff.member.access_closed",
        "staff.member.access_opened",
    ]


def test_invite_member_gives_no_password_and_refuses_an_address_twice(db):
    wanted = {"email": "pau@example.com", "name": "Pau", "role": Role.AGENT, "language": "es"}

    user = invite_member(sees_all_creditors=True, actor=SYSTEM, now=NOW, **wanted)
    with pytest.raises(CannotCreateMember):
        invite_member(sees_all_creditors=True, actor=SYSTEM, now=NOW, **wanted)

    assert (user.has_usable_password(), user.sees_all_creditors) == (False, True)
    assert entries() == [("staff.member.invited", None, {"role": "agent", "all_creditors": True})]


def test_change_scope_is_on_record_once(db):
    user = ana()

    for _ in range(2):
        change_scope(user_id=user.pk, sees_all_creditors=not user.sees_all_creditors, actor=SYSTEM, now=NOW)

    assert [entry[0] for entry in entries()[1:]] == ["staff.member.scope_changed"]


def test_the_last_administrator_keeps_role_and_access(db):
    user = ana()
    change_role(user_id=user.pk, role=Role.ADMIN, actor=SYSTEM, now=NOW)

    with pytest.raises(LastAdministrator):
        change_role(user_id=user.pk, role=Role.AGENT, actor=SYSTEM, now=NOW)
    with pytest.raises(LastAdministrator):
        close_access(user_id=user.pk, actor=SYSTEM, now=NOW)

    assert User.objects.get().is_active
