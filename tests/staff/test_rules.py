"""Roles: what is not listed is forbidden."""

from __future__ import annotations

import pytest

from acuerdo.staff.enums import Role
from acuerdo.staff.rules import PERMISSIONS, Permission, may, permissions_of


def test_every_role_has_a_line_and_no_line_is_without_role():
    assert set(PERMISSIONS) == set(Role.values)


@pytest.mark.parametrize(
    ("role", "permission", "expected"),
    [
        ("agent", Permission.WORK_CASES, True),
        ("agent", Permission.LIFT_HOLDS, False),
        ("agent", Permission.EXPORT_DATA, False),
        ("agent", Permission.SEE_AUDIT, False),
        ("lead", Permission.LIFT_HOLDS, True),
        ("lead", Permission.PUBLISH_STRATEGIES, False),
        ("strategist", Permission.PUBLISH_STRATEGIES, True),
        ("strategist", Permission.WORK_CASES, False),
        ("compliance", Permission.SEE_AUDIT, True),
        ("compliance", Permission.EDIT_STRATEGIES, False),
        ("admin", Permission.MANAGE_STAFF, True),
        ("auditor", Permission.SEE_AUDIT, True),
        ("auditor", Permission.PLACE_HOLDS, False),
        ("nobody", Permission.SEE_HOME, False),
    ],
)
def test_may(role, permission, expected):
    assert may(role=role, permission=permission) is expected


def test_an_auditor_only_looks():
    allowed = {permission for permission in permissions_of(role="auditor") if not permission.startswith("see_")}

    assert allowed == {Permission.EXPORT_DATA}


def test_an_unknown_role_has_no_permission():
    assert permissions_of(role="") == frozenset()
