"""What staff can send or write down by hand: a message by template, a note, the outcome of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from acuerdo.cases.queries import CaseData
from acuerdo.console.cases.contact import ContactAnswer
from acuerdo.console.cases.forms import MessageForm
from acuerdo.content.queries import templates


@dataclass(frozen=True, slots=True)
class Composer:
    """The forms of the composer; `preview` is a finished message that waits for "Send"."""

    message_form: MessageForm
    preview: object | None
    has_templates: bool
    has_points: bool


def composer_of(*, data: CaseData, answers: Sequence[ContactAnswer], filled: Mapping[str, object]) -> Composer:
    """The composer of a case, with the form that was filled in, if one was."""
    form = filled.get("message_form")
    choices = template_choices(creditor_id=data.head.creditor_id)
    points = point_choices(data)
    return Composer(
        message_form=form if isinstance(form, MessageForm) else message_form(data, None),
        preview=filled.get("preview"),
        has_templates=bool(choices),
        has_points=bool(points),
    )


def message_form(data: CaseData, given: Mapping[str, str] | None) -> MessageForm:
    """The form with the templates and contact points of this case."""
    return MessageForm(
        given,
        auto_id="message-%s",
        templates=template_choices(creditor_id=data.head.creditor_id),
        points=point_choices(data),
    )


def template_choices(*, creditor_id: int) -> list[tuple[str, str]]:
    """Published templates that collect, of this creditor or of all, by title."""
    language = "en" if (get_language() or "es").startswith("en") else "es"
    return [
        (line.key, f"{line.title.get(language) or line.key} ({line.channel})")
        for line in templates(creditor_ids=[creditor_id])
        if line.version is not None and line.purpose == "collection" and line.channel in ("email", "sms")
    ]


def point_choices(data: CaseData) -> list[tuple[str, str]]:
    """Contact points that a message can go to."""
    return [
        (str(point.id), point.value)
        for point in data.points
        if point.status in ("active", "unverified") and (point.kind == "email" or point.is_mobile)
    ]
