"""Tokens by which other systems come in: made, used and revoked. The secret itself is never kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from acuerdo.kernel.audit import Actor, Entry, record
from acuerdo.staff.enums import TokenPermission
from acuerdo.staff.models import ApiToken
from acuerdo.staff.queries import Caller, caller_of
from acuerdo.staff.rules import CALLS_A_MINUTE, HINT_LENGTH, PREFIX, digest_of


class TooManyCalls(Exception):
    """The token has used up its calls of this minute; it may call again `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at.isoformat()}")
        self.at = at


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made. `secret` is told this once: only its digest is kept."""

    id: int
    secret: str


@transaction.atomic
def create_token(
    *,
    name: str,
    creditor_ids: Sequence[int],
    permissions: Sequence[TokenPermission],
    expires_at: datetime,
    actor: Actor,
    now: datetime,
) -> NewToken:
    """Make a token for another system: for these creditors and these acts, until `expires_at`.

    The caller has checked that the actor may see these creditors.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        hint=secret[:HINT_LENGTH],
        digest=digest_of(secret),
        creditor_ids=sorted(set(creditor_ids)),
        permissions=sorted(set(permissions)),
        created_at=now,
        created_by=actor.name,
        expires_at=expires_at,
    )
    after = {"name": name, "creditors": token.creditor_ids, "permissions": token.permissions, "expires": expires_at}
    _note("staff.token.created", token, actor, now, after=after)
    return NewToken(token.pk, secret)


@transaction.atomic
def revoke_token(*, token_id: int, actor: Actor, now: datetime) -> None:
    """Shut a token out at once and for good; once more changes nothing. Make another with `create_token`."""
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _note("staff.token.revoked", token, actor, now, after={"name": token.name})


def use_token(*, secret: str, now: datetime) -> Caller | None:
    """Say who calls, and count the call; None for a secret that is unknown, revoked or expired.

    Raises TooManyCalls beyond `CALLS_A_MINUTE` in a minute of the clock; such calls count too.
    """
    minute = now.replace(second=0, microsecond=0)
    valid = ApiToken.objects.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now)
    again = When(minute_at=minute, then=F("minute_calls") + 1)
    # One statement, so that callers at the same instant are all counted.
    if not valid.update(minute_calls=Case(again, default=Value(1)), minute_at=minute, last_used_at=now):
        return None
    token = valid.get()
    if token.minute_calls > CALLS_A_MINUTE:
        raise TooManyCalls(minute + timedelta(minutes=1))
    return caller_of(token)


def _note(action: str, token: ApiToken, actor: Actor, now: datetime, *, after: dict[str, Any]) -> None:
    record(Entry(action=action, obj_type="staff.ApiToken", obj_id=token.pk, actor=actor, after=after), at=now)
