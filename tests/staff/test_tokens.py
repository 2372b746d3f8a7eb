"""Tokens of other systems: shown once, kept as a digest, good for what they name and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from acuerdo.staff.enums import TokenPermission, TokenState
from acuerdo.staff.models import ApiToken
from acuerdo.staff.operations import NewToken, TooManyCalls, create_token, revoke_token, use_token
from acuerdo.staff.queries import Caller, tokens
from acuerdo.staff.rules import CALLS_A_MINUTE, PREFIX, digest_of, token_state

NOW = datetime(2026, 6, 30, 9, 0, 10, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
EVA = Actor(kind="user", id=1, name="Eva Sanz")
ENTER = TokenPermission.ENTER_STRATEGIES


def made(*, now: datetime = NOW) -> NewToken:
    return create_token(
        name="Core banking", creditor_ids=[3, 1, 3], permissions=[ENTER], expires_at=now + 30 * DAY, actor=EVA, now=now
    )


@pytest.mark.parametrize(
    ("revoked", "expires", "expected"),
    [
        (None, NOW + SECOND, TokenState.ACTIVE),
        (None, NOW, TokenState.EXPIRED),
        (NOW, NOW + DAY, TokenState.REVOKED),
        (NOW, NOW - DAY, TokenState.REVOKED),
    ],
)
def test_token_opens_until_it_expires_or_is_revoked(revoked, expires, expected):
    assert token_state(revoked_at=revoked, expires_at=expires, now=NOW) is expected


@pytest.mark.django_db
def test_secret_is_told_once_and_only_its_digest_is_kept():
    token = made()

    row = ApiToken.objects.get()
    assert token.secret.startswith(PREFIX)
    assert len(token.secret) > 50
    assert row.digest == digest_of(token.secret)
    assert token.secret not in [str(value) for value in vars(row).values()]
    entry = AuditEntry.objects.get(action="staff.token.created")
    assert (entry.actor_id, entry.after["creditors"], entry.after["permissions"]) == (1, [1, 3], [ENTER.value])
    assert token.secret not in str(entry.after)


@pytest.mark.django_db
def test_use_says_who_calls_and_when_last():
    token = made()

    caller = use_token(secret=token.secret, now=NOW + DAY)

    assert caller == Caller(token.id, "Core banking", frozenset({1, 3}), frozenset({ENTER.value}))
    assert caller.may(ENTER)
    assert caller.actor == Actor(kind="token", id=token.id, name="Core banking")
    [line] = tokens(now=NOW)
    assert (line.last_used_at, line.state, line.creditor_ids, line.permissions) == (
        NOW + DAY, TokenState.ACTIVE, (1, 3), (ENTER,),
    )  # fmt: skip


@pytest.mark.django_db
def test_unknown_expired_and_revoked_secrets_open_nothing():
    token, other = made(), made()
    revoke_token(token_id=other.id, actor=EVA, now=NOW)
    revoke_token(token_id=other.id, actor=EVA, now=NOW + DAY)

    assert use_token(secret="acuerdo_guessed", now=NOW) is None
    assert use_token(secret=token.secret, now=NOW + 30 * DAY) is None
    assert use_token(secret=other.secret, now=NOW) is None
    assert [line.state for line in tokens(now=NOW + 30 * DAY)] == [TokenState.REVOKED, TokenState.EXPIRED]
    assert ApiToken.objects.get(pk=other.id).revoked_at == NOW
    assert AuditEntry.objects.filter(action="staff.token.revoked").count() == 1


@pytest.mark.django_db
def test_calls_beyond_the_limit_of_a_minute_wait_for_the_next():
    token = made()
    use_token(secret=token.secret, now=NOW)
    ApiToken.objects.update(minute_calls=CALLS_A_MINUTE - 1)

    assert use_token(secret=token.secret, now=NOW) is not None
    with pytest.raises(TooManyCalls) as refused:
        use_token(secret=token.secret, now=NOW + SECOND)
    assert refused.value.at == datetime(2026, 6, 30, 9, 1, tzinfo=UTC)
    assert use_token(secret=token.secret, now=refused.value.at) is not None
    assert ApiToken.objects.get().minute_calls == 1
