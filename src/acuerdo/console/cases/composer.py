"""What staff can send or write down by hand: a message by template, a note, the outcome of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from acuerdo.cases.queries import CaseData
from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.queries import wishes_of
from acuerdo.compliance.rules.points import REFUSED
from acuerdo.console.cases.forms import MessageForm
from acuerdo.content.queries import templates


@dataclass(frozen=True, slots=True)
class Composer:
    """The forms of the composer; `preview` is a finished message that waits for "Send"."""

    message_form: MessageForm
    preview: object | None
    has_templates: bool
    has_points: bool


def composer_of(*, data: CaseData, filled: Mapping[str, object]) -> Composer:
    """The composer of a case, with the form that was filled in, if one was."""
    given = filled.get("message_form")
    form = given if isinstance(given, MessageForm) else message_form(data, None)
    return Composer(
        message_form=form,
        preview=filled.get("preview"),
        has_templates=bool(form.templates),
        has_points=bool(form.points),
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
    """Contact points that a message can go to; one the person refused says so, and the gate will refuse it."""
    wishes = wishes_of(debtor_ids=[data.head.debtor_id]).get(data.head.debtor_id, {})
    refused = {point for point, said in wishes.items() if said.get(Purpose.COLLECTION) == REFUSED}
    return [
        (str(point.id), gettext("%(address)s (refused)") % {"address": point.value})
        if str(point.id) in refused
        else (str(point.id), point.value)
        for point in data.points
        if point.status in ("active", "unverified") and (point.kind == "email" or point.is_mobile)
    ]
