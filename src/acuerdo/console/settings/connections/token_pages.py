"""What the screens of API tokens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.console.scope import Scope
from acuerdo.staff.queries import TokenLine, tokens


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in words."""

    token: TokenLine
    creditors: str
    permissions: str


@dataclass(frozen=True, slots=True)
class TokensPage:
    tokens: Sequence[TokenRow]


def tokens_page(*, scope: Scope, now: datetime) -> TokensPage:
    """Tokens, newest first. One query with the scope."""
    return TokensPage([_row(each, scope) for each in tokens(now=now)])


def token_line(*, token_id: int, scope: Scope, now: datetime) -> TokenRow | None:
    """One token; None if there is none."""
    return next((each for each in tokens_page(scope=scope, now=now).tokens if each.token.id == token_id), None)


def _row(token: TokenLine, scope: Scope) -> TokenRow:
    names = {each.id: each.name for each in scope.creditors}
    return TokenRow(
        token,
        creditors=", ".join(sorted(names.get(key, str(key)) for key in token.creditor_ids)),
        permissions=", ".join(str(each.label) for each in token.permissions),
    )
