"""The template somebody works on, if they may."""

from __future__ import annotations

from django.http import Http404

from acuerdo.console.access import StaffRequest
from acuerdo.console.scope import Scope, scope_of
from acuerdo.content.queries import TemplateDraft, template
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import custom_facts


def template_or_404(request: StaffRequest, template_id: int) -> tuple[TemplateDraft, Scope]:
    """The template and the creditors of whoever asks; what they may not see does not exist."""
    scope = scope_of(staff=request.staff)
    found = template(template_id=template_id, creditor_ids=scope.ids)
    if found is None:
        raise Http404
    return found, scope


def own_facts(draft: TemplateDraft) -> tuple[Fact, ...]:
    """The facts of a creditor's own columns that its templates may name."""
    return tuple(custom_facts(creditor_id=draft.creditor_id)) if draft.creditor_id else ()


def brands(draft: TemplateDraft, scope: Scope) -> dict[str, str]:
    """Colours a template will be shown in, by creditor: its own one's, or those of all who may use it."""
    return {each.name: each.brand_colour for each in scope.creditors if draft.creditor_id in (None, each.id)}
