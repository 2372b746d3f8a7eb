"""What each role may do, and when a token of another system opens. What is not listed is forbidden."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from acuerdo.staff.enums import TokenState

# Enough for a system that sends thousands of cases a call; few enough that a loop gone wild is noticed.
CALLS_A_MINUTE = 120
# Says what it is where it turns up by mistake, so that scanners of source code find it.
PREFIX = "acuerdo_"
# The prefix and six signs: enough to tell tokens apart, far too few to guess the rest.
HINT_LENGTH = len(PREFIX) + 6


class Permission(StrEnum):
    """One thing a member of staff may be allowed to do; views name it in `require`."""

    SEE_HOME = "see_home"
    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    RECORD_PAYMENTS = "record_payments"
    PLACE_HOLDS = "place_holds"
    LIFT_HOLDS = "lift_holds"
    SEE_SEGMENTS = "see_segments"
    EDIT_SEGMENTS = "edit_segments"
    SEE_STRATEGIES = "see_strategies"
    EDIT_STRATEGIES = "edit_strategies"
    PUBLISH_STRATEGIES = "publish_strategies"
    SEE_TEMPLATES = "see_templates"
    EDIT_TEMPLATES = "edit_templates"
    SEE_IMPORTS = "see_imports"
    RUN_IMPORTS = "run_imports"
    UNDO_IMPORTS = "undo_imports"
    EXPORT_DATA = "export_data"
    USE_SANDBOX = "use_sandbox"
    SEE_AUDIT = "see_audit"
    SEE_SETTINGS = "see_settings"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_STAFF = "manage_staff"
    MANAGE_TOKENS = "manage_tokens"


_P = Permission
_SEE = frozenset({_P.SEE_HOME, _P.SEE_CASES, _P.SEE_SEGMENTS, _P.SEE_STRATEGIES, _P.SEE_TEMPLATES, _P.SEE_IMPORTS})
_WORK = frozenset({_P.SEE_HOME, _P.SEE_CASES, _P.WORK_CASES, _P.PLACE_HOLDS})

PERMISSIONS: Mapping[str, frozenset[Permission]] = {
    "agent": _WORK,
    "lead": _SEE | _WORK | {_P.RECORD_PAYMENTS, _P.LIFT_HOLDS, _P.EXPORT_DATA, _P.USE_SANDBOX},
    "strategist": _SEE
    | {
        _P.EDIT_SEGMENTS,
        _P.EDIT_STRATEGIES,
        _P.PUBLISH_STRATEGIES,
        _P.EDIT_TEMPLATES,
        _P.RUN_IMPORTS,
        _P.UNDO_IMPORTS,
        _P.EXPORT_DATA,
        _P.USE_SANDBOX,
    },
    "compliance": _SEE | {_P.PLACE_HOLDS, _P.LIFT_HOLDS, _P.EXPORT_DATA, _P.USE_SANDBOX, _P.SEE_AUDIT, _P.SEE_SETTINGS},
    "admin": frozenset(Permission),
    "auditor": _SEE | {_P.EXPORT_DATA, _P.SEE_AUDIT, _P.SEE_SETTINGS},
}


def may(*, role: str, permission: Permission) -> bool:
    """Say whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, frozenset())


def permissions_of(*, role: str) -> frozenset[Permission]:
    """All that a role may do; nothing for an unknown role."""
    return PERMISSIONS.get(role, frozenset())


def digest_of(secret: str) -> str:
    """What is kept of a token. A plain digest will do: the secret is 32 random bytes, nobody guesses those."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_state(*, revoked_at: datetime | None, expires_at: datetime, now: datetime) -> TokenState:
    """Say whether a token opens, and if not, why not."""
    if revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.ACTIVE if now < expires_at else TokenState.EXPIRED
