"""Words of policy packs in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

from acuerdo.compliance.queries import citation_words
from acuerdo.console.settings import words

register = template.Library()
register.filter("citation_words", citation_words)
register.filter("force_words", words.force_words)
register.filter("grade_words", words.grade_words)
register.filter("on_fail_words", words.on_fail_words)
register.filter("pack_title", words.pack_title)


@register.inclusion_tag("console/settings/pack_status.html")
def pack_status(status: str) -> dict[str, Any]:
    """Whether counsel has reviewed a pack, as a badge."""
    if status == "reviewed":
        return {"word": gettext("Reviewed"), "tone": "success", "icon": "shield-check"}
    if status == "draft":
        return {"word": gettext("Draft"), "tone": "warning", "icon": "pencil"}
    return {"word": gettext("Counsel has not reviewed it"), "tone": "warning", "icon": "shield-alert"}
