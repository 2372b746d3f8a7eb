"""What the screens of outgoing calls show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from acuerdo.channels.enums import CallState
from acuerdo.channels.queries import CallLine, SenderKey, call_detail, calls, hosts, sender_key, senders
from acuerdo.console.parts.lists import PAGE_SIZE, Choice, Filter, ListState, Pages, read
from acuerdo.console.scope import Scope
from acuerdo.console.strategies.walk_pages import MASK, PERSONAL
from acuerdo.console.strategies.words import title_words
from acuerdo.kernel import facts
from acuerdo.kernel.facts import FactType, UnknownFact
from acuerdo.portfolio.queries import custom_facts
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission
from acuerdo.strategies.queries import strategies_of, strategy_drafts, titles_by_key

WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in words; `address` without what may be secret in it, `sender` by its title.

    `fault` is what the network said, where `answer` says it in other words.
    """

    call: CallLine
    sender: str
    address: str
    answer: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CallsPage:
    state: ListState
    pages: Pages
    filters: Sequence[Filter]
    rows: Sequence[CallRow]
    hosts: Sequence[str]
    senders: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call; `is_masked`: values that tell who somebody is are left out for this reader."""

    row: CallRow
    creditor: str
    body: str
    is_masked: bool
    may_retry: bool


@dataclass(frozen=True, slots=True)
class KeyPage:
    strategy: str
    title: str
    key: SenderKey


def calls_page(*, scope: Scope, staff: Staff, query: QueryDict) -> CallsPage:
    """A page of calls. Four queries with the scope; four more for whoever may see keys."""
    known = senders(creditor_ids=scope.ids)
    calling = _calling(scope) if staff.may(Permission.MANAGE_TOKENS) else ()
    titles = titles_by_key({*known, *calling})
    filters = [
        Filter("state", gettext("State"), [Choice(each.value, str(each.label)) for each in CallState]),
        Filter("strategy", gettext("Strategy"), _by_title(known, titles)),
    ]
    state = read(query, filters=filters)
    found = calls(
        creditor_ids=scope.ids,
        sender=state.filters.get("strategy", ""),
        state=state.filters.get("state", ""),
        offset=state.offset,
        limit=PAGE_SIZE,
    )
    return CallsPage(
        state=state,
        pages=Pages(state, total=found.total),
        filters=filters if known else (),
        rows=[_row(line, staff, titles) for line in found.lines],
        hosts=hosts(),
        senders=_by_title(calling, titles),
    )


def _by_title(keys: Iterable[str], titles: Mapping[str, Mapping[str, str]]) -> list[Choice]:
    return sorted((Choice(key, title_words(titles.get(key, {}), key)) for key in keys), key=lambda each: each.label)


def call_page(*, call_id: int, scope: Scope, staff: Staff) -> CallPage | None:
    """One call with its body as this reader may see it; None if it is not theirs. Three queries with the scope."""
    found = call_detail(call_id=call_id, creditor_ids=scope.ids)
    if found is None:
        return None
    creditor = scope.creditor(found.line.creditor_id)
    # Who works cases sees whose they are; everybody else sees what arrived, not about whom.
    is_masked = not staff.may(Permission.WORK_CASES)
    body = json.loads(found.body)
    return CallPage(
        row=_row(found.line, staff, titles_by_key([found.line.sender])),
        creditor=creditor.name if creditor else "",
        body=json.dumps(_masked(body, found.line) if is_masked else body, indent=2, ensure_ascii=False),
        is_masked=is_masked,
        may_retry=found.line.state != CallState.DONE and staff.may(Permission.PUBLISH_STRATEGIES),
    )


def key_page(*, strategy: str, scope: Scope, now: datetime) -> KeyPage | None:
    """The key of a strategy of the reader's creditors; None if there is no such strategy."""
    row = next((each for each in strategies_of(creditor_ids=scope.ids) if each.key == strategy), None)
    if row is None:
        return None
    return KeyPage(strategy, title_words(row.title, strategy), sender_key(sender=strategy, now=now))


def why_not(reason: str) -> str:
    """Why a call is not tried (again)."""
    reasons = {
        "done": gettext("The other system has taken it already."),
        "bad_address": gettext("Not called: its address cannot be called."),
        "not_encrypted": gettext("Not called: its address is not encrypted (https)."),
        "host_not_allowed": gettext("Not called: the host is not on the list of those that may be called."),
    }
    return reasons.get(reason) or _failure(reason)


# What the network said, by the beginning of what is kept of it.
_FAILURES = {
    "gaierror": gettext_lazy("The host was not found."),
    "TimeoutError": gettext_lazy("No answer in time."),
    "ConnectionRefusedError": gettext_lazy("The host takes no calls there."),
    "ConnectionResetError": gettext_lazy("The connection broke off."),
    "RemoteDisconnected": gettext_lazy("The connection broke off."),
    "SSLCertVerificationError": gettext_lazy("The certificate of the host cannot be trusted."),
    "SSLError": gettext_lazy("No safe connection could be made."),
}


def _failure(error: str) -> str:
    name, _colon, _rest = error.partition(":")
    return str(_FAILURES.get(name, error))


def _calling(scope: Scope) -> list[str]:
    """The strategies with a webhook step, also before their first call: the other side is set up beforehand."""
    rows = strategies_of(creditor_ids=scope.ids)
    drafts = strategy_drafts(strategy_ids=[row.id for row in rows])
    return sorted(draft.key for draft in drafts.values() if any(node.kind == WEBHOOK for node in draft.document.nodes))


def _row(line: CallLine, staff: Staff, titles: Mapping[str, Mapping[str, str]]) -> CallRow:
    parts = urlsplit(line.url)
    # What follows the question mark is often a key of the other side.
    hidden = parts.query and not staff.may(Permission.MANAGE_TOKENS)
    address = f"{line.url.partition('?')[0]}?{MASK}" if hidden else line.url
    sender = title_words(titles.get(line.sender, {}), line.sender)
    answer = str(line.status) if line.status else why_not(line.error)
    return CallRow(
        line, sender, address, answer, fault=line.error if ":" in line.error and answer != line.error else ""
    )


def _masked(body: Mapping[str, Any], line: CallLine) -> dict[str, Any]:
    custom = custom_facts(creditor_id=line.creditor_id)
    told = body.get("facts") or {}
    shown = {key: MASK if _tells_who(key, custom) else value for key, value in told.items()}
    return {**body, "facts": shown} if told else dict(body)


def _tells_who(key: str, custom: Sequence[facts.Fact]) -> bool:
    try:
        fact = facts.get(key, custom=custom)
    except UnknownFact:
        return True
    return key in PERSONAL or (fact.is_custom and fact.type is FactType.TEXT)
