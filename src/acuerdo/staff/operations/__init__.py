"""Writes of the staff context, one verb per function."""

from acuerdo.staff.operations.members import (
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
from acuerdo.staff.operations.tokens import NewToken, TooManyCalls, create_token, revoke_token, use_token

__all__ = [
    "CannotCreateMember",
    "LastAdministrator",
    "NewToken",
    "TooManyCalls",
    "change_role",
    "change_scope",
    "close_access",
    "create_member",
    "create_token",
    "invite_member",
    "open_access",
    "revoke_token",
    "set_preferences",
    "use_token",
]
