"""What the sandbox screens show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.cases.queries import search_cases
from acuerdo.channels.queries import MessageLine, messages_of, messages_to_render, sandbox_people
from acuerdo.console.sandbox.forms import ReplyForm
from acuerdo.console.scope import Scope
from acuerdo.content.queries import render_message
from acuerdo.portfolio.queries import names_of

# Telephones make a link of an address in a text; a full stop after it is not part of it.
LINK = re.compile(r"(https?://[^\s]+[^\s.,;:!?)])")


@dataclass(frozen=True, slots=True)
class PersonLine:
    debtor_id: int
    name: str
    messages: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class IndexPage:
    people: Sequence[PersonLine]
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the person sees it."""

    line: MessageLine
    creditor: str
    subject: str
    text: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is a link."""
        return [(piece, bool(LINK.match(piece))) for piece in LINK.split(self.text) if piece]

    @property
    def is_in(self) -> bool:
        return self.line.direction == "in"


@dataclass(frozen=True, slots=True)
class PersonPage:
    debtor_id: int
    name: str
    texts: Sequence[Shown]
    mails: Sequence[Shown]
    form: ReplyForm
    last_text_id: int | None


def index_page(*, scope: Scope, text: str, now: datetime) -> IndexPage:
    """Whom the sandbox wrote to last; with `text`, those that match it."""
    found = sandbox_people(creditor_ids=scope.ids)
    if text:
        matching = {row.debtor_id for row in search_cases(text, creditor_ids=scope.ids, now=now, limit=200)}
        found = [person for person in found if person.debtor_id in matching]
    names = names_of(debtor_ids=[person.debtor_id for person in found])
    lines = [PersonLine(each.debtor_id, names[each.debtor_id], each.messages, each.last_at) for each in found]
    return IndexPage(people=lines, text=text)


def person_page(*, debtor_id: int, scope: Scope, form: ReplyForm | None = None) -> PersonPage | None:
    """One person's phone and inbox; None if nobody of that number is in scope."""
    lines = [line for line in messages_of(debtor_ids=[debtor_id]) if scope.creditor(line.creditor_id)]
    seen = [line for line in lines if line.sent_at or line.direction == "in"]
    if not seen:
        return None
    shown = [_shown(line, scope) for line in seen]
    texts = [each for each in reversed(shown) if each.line.channel == "sms"]
    sent = [each.line.id for each in texts if not each.is_in]
    return PersonPage(
        debtor_id=debtor_id,
        name=names_of(debtor_ids=[debtor_id])[debtor_id],
        texts=texts,
        mails=[each for each in shown if each.line.channel == "email"],
        form=form or ReplyForm(),
        last_text_id=sent[-1] if sent else None,
    )


def mail_html(*, debtor_id: int, message_id: int, scope: Scope) -> str | None:
    """A mail as it arrived; None if it is not this person's or not in scope."""
    mine = {line.id for line in messages_of(debtor_ids=[debtor_id]) if scope.creditor(line.creditor_id)}
    if message_id not in mine:
        return None
    rendered = render_message(messages_to_render([message_id])[0])
    return rendered.html or f"<pre>{_escaped(rendered.text)}</pre>"


def is_of(*, debtor_id: int, message_id: int, scope: Scope) -> bool:
    """Whether a message went to this person from a creditor in scope."""
    return any(
        line.id == message_id and line.direction == "out" and scope.creditor(line.creditor_id) is not None
        for line in messages_of(debtor_ids=[debtor_id])
    )


def _shown(line: MessageLine, scope: Scope) -> Shown:
    creditor = scope.creditor(line.creditor_id)
    rendered = render_message(line.rendered)
    return Shown(line=line, creditor=creditor.name if creditor else "", subject=rendered.subject, text=rendered.text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
