"""Words of policy packs in templates."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from acuerdo.compliance.queries import citation_words
from acuerdo.console.settings import words

register = template.Library()
register.filter("force_words", words.force_words)
register.filter("grade_words", words.grade_words)
register.filter("on_fail_words", words.on_fail_words)
register.filter("pack_title", words.pack_title)

# How laws are cited in the languages of the packs that come with us.
_SPANISH = re.compile(
    r"(Ley|LO|RDLeg|RDL|RD|Real Decreto|C[oó]digo|Orden|Circular|AEPD|Superfinanciera|Boletin|BOE)\b"
).match
_ENGLISH = re.compile(r"(Directive|Regulation|\d+ CFR)\b").match


@register.filter
def law_text(citation: str) -> SafeString:
    """A text behind a rule, marked with the language it is cited in, so that it is read aloud as what it is."""
    language = "es" if _SPANISH(citation) else "en" if _ENGLISH(citation) else ""
    if language:
        return format_html('<span lang="{}">{}</span>', language, citation)
    return format_html("{}", citation_words(citation))


@register.filter
def rule_note(note: str) -> SafeString:
    """What the makers of a pack add to a rule: in the reader's language if we know it, else marked as English."""
    told = words.rule_note(note)
    return format_html("{}", told) if told is not None else format_html('<span lang="en">{}</span>', note)


@register.inclusion_tag("console/settings/pack_status.html")
def pack_status(status: str) -> dict[str, Any]:
    """Whether counsel has reviewed a pack, as a badge."""
    if status == "reviewed":
        return {"word": gettext("Reviewed"), "tone": "success", "icon": "shield-check"}
    if status == "draft":
        return {"word": gettext("Draft"), "tone": "warning", "icon": "pencil"}
    return {"word": gettext("Counsel has not reviewed it"), "tone": "warning", "icon": "shield-alert"}
