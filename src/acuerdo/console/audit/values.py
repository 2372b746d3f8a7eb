"""What differs in an entry of the audit log, in words: the names of fields, and values that are codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.cases.enums import CaseStatus, CloseReason, TaskKind, TaskStatus
from acuerdo.compliance.queries import channels_of
from acuerdo.console.parts import formats
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.holds import hold_label
from acuerdo.payments.enums import IntentStatus, OfferKind, OfferState, PromiseStatus
from acuerdo.portfolio.enums import ImportStatus, PointStatus
from acuerdo.segments.rules import describe, parse_rule
from acuerdo.staff.enums import Role, Theme
from acuerdo.strategies.enums import StrategyStatus

_LONGEST = 120
_FIELDS: Mapping[str, object] = {
    "added": _("added steps"),
    "all_creditors": _("all creditors"),
    "amount_cents": _("amount"),
    "asked": _("asked"),
    "assignee": _("assigned to"),
    "cases": _("cases"),
    "changed": _("changed steps"),
    "channel": _("channel"),
    "consents": _("consents"),
    "created": _("new"),
    "currency": _("currency"),
    "entered": _("entered"),
    "event": _("reason"),
    "first": _("first"),
    "holds": _("holds"),
    "is_ceased": _("no contact at all"),
    "key": _("key"),
    "kind": _("kind"),
    "language": _("language"),
    "last": _("last"),
    "lifted_reason": _("lifted because"),
    "marketing_consents": _("consents to offers"),
    "marketing_opted_out": _("offers refused"),
    "moved": _("moved"),
    "name": _("name"),
    "number": _("version"),
    "opted_out": _("refused"),
    "people": _("people"),
    "points": _("contact points"),
    "provider": _("provider"),
    "query": _("search"),
    "reason": _("reason"),
    "reference": _("reference"),
    "rejected": _("rejected"),
    "removed": _("removed steps"),
    "rerouted": _("steps that lead elsewhere"),
    "revision": _("draft"),
    "role": _("role"),
    "rows": _("rows"),
    "rule": _("rule"),
    "sender": _("sender"),
    "single_key_shortcuts": _("single-letter shortcuts"),
    "size": _("size"),
    "state": _("state"),
    "status": _("status"),
    "stayed": _("stayed"),
    "steps": _("steps"),
    "template": _("template"),
    "theme": _("appearance"),
    "time_zone": _("time zone"),
    "unchanged": _("unchanged"),
    "until": _("until"),
    "updated": _("changed"),
    "version": _("version"),
}
_CODES: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(TaskKind.choices) | dict(OfferKind.choices),
    "reason": dict(CloseReason.choices),
    "role": dict(Role.choices),
    "state": dict(OfferState.choices),
    "status": dict(CaseStatus.choices)
    | dict(TaskStatus.choices)
    | dict(PromiseStatus.choices)
    | dict(IntentStatus.choices)
    | dict(PointStatus.choices)
    | dict(ImportStatus.choices)
    | dict(StrategyStatus.choices),
    "theme": dict(Theme.choices),
}


def field_words(name: str) -> str:
    """What a field is called; one without a word by its name."""
    return str(_FIELDS.get(name, name.removesuffix("_cents").replace("_", " ")))


def value_words(name: str, value: Any) -> str:
    """A value as people read it; what is no code of ours as it stands, shortened."""
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = _TELLERS.get(name, _plain)(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _plain(value: Any) -> str:
    if isinstance(value, int | float):
        return formats.number(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _amount(value: Any) -> str:
    return formats.amount(value) if isinstance(value, int) else _plain(value)


def _channels(value: Any) -> str:
    """Channels are kept as bits."""
    if not isinstance(value, int):
        return _plain(value)
    return ", ".join(map(channel_label, channels_of(value))) or "—"


def _rule(value: Any) -> str:
    try:
        return describe(parse_rule(value), (get_language() or "en")[:2])
    except (ValueError, RecursionError):
        return _plain(value)


def _code(words: Mapping[str, Any]) -> Callable[[Any], str]:
    return lambda value: str(words[value]).lower() if isinstance(value, str) and value in words else _plain(value)


_TELLERS: Mapping[str, Callable[[Any], str]] = {
    "amount_cents": _amount,
    # Numbers of cases, not how many.
    "first": str,
    "last": str,
    "channel": lambda value: channel_label(str(value)),
    "event": lambda value: hold_label(str(value)),
    "marketing_consents": _channels,
    "marketing_opted_out": _channels,
    "consents": _channels,
    "opted_out": _channels,
    "rule": _rule,
    **{name: _code(words) for name, words in _CODES.items()},
}
