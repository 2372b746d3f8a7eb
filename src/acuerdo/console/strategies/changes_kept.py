"""Keeping an edit of the draft, with a way back: the last drafts before it stay in the session of who made it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from acuerdo.console.access import StaffRequest
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.strategies.operations import CannotSaveDraft, save_draft
from acuerdo.strategies.queries import StrategyDraft
from acuerdo.strategies.rules.document import Document

KEPT = 10  # drafts to go back to; a session row grows by a few kilobytes each


def keep(request: StaffRequest, strategy: StrategyDraft, document: Document, *, revision: int, said: str) -> int:
    """Save the draft and say so on the next page, with Undo; returns the new revision. Raises `CannotSaveDraft`."""
    saved = save_draft(
        strategy_id=strategy.id, revision=revision, document=document, actor=request.staff.actor, now=clock.now()
    )
    _remember(request, strategy, saved)
    toast_next_page(request, said, undo_url=reverse("console:strategies:undo", args=[strategy.id]))
    return saved


def undo(request: StaffRequest, strategy: StrategyDraft) -> None:
    """Bring back the draft before the reader's last edit. Raises `CannotSaveDraft` (`nothing`, `changed_meanwhile`)."""
    steps = _steps(request, strategy.id)
    if not steps:
        raise CannotSaveDraft("nothing", "nothing to undo")
    revision, draft = steps[-1]
    saved = save_draft(
        strategy_id=strategy.id, revision=revision, document=draft, actor=request.staff.actor, now=clock.now()
    )
    # The edit before this one led to the draft that has just come back, now under a new revision.
    earlier = steps[:-1]
    if earlier:
        earlier[-1] = [saved, earlier[-1][1]]
    request.session[_key(strategy.id)] = earlier


def can_undo(request: HttpRequest, strategy: StrategyDraft) -> bool:
    """Whether the reader's last edit is still the latest one."""
    steps = _steps(request, strategy.id)
    return bool(steps) and steps[-1][0] == strategy.revision


def refusal_words(refusal: CannotSaveDraft) -> str:
    """Why a draft was not saved."""
    reasons = {
        "changed_meanwhile": gettext(
            "%(name)s saved this strategy meanwhile. Your change was not saved: look at the draft and do it again."
        )
        % {"name": refusal.by or gettext("Somebody else")},
        "nothing": gettext("There is nothing to undo."),
        "renamed": gettext("The name of a strategy stays: put the old one back, or make a new strategy."),
    }
    return reasons.get(refusal.reason, str(refusal))


def _remember(request: HttpRequest, strategy: StrategyDraft, saved: int) -> None:
    steps = [step for step in _steps(request, strategy.id) if step[0] < saved]
    # An edit by somebody else lies between: what was before it is not the reader's to bring back.
    if steps and steps[-1][0] != strategy.revision:
        steps = []
    request.session[_key(strategy.id)] = [*steps, [saved, strategy.draft]][-KEPT:]


def _steps(request: HttpRequest, strategy_id: int) -> list[list[Any]]:
    found = request.session.get(_key(strategy_id), [])
    return list(found) if isinstance(found, list) else []


def _key(strategy_id: int) -> str:
    return f"drafts_before.{strategy_id}"
