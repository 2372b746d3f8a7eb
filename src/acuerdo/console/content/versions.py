"""Published versions of a template: seen, compared side by side, brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.content import pages
from acuerdo.console.content.drafts import template_or_404
from acuerdo.console.content.forms import DRAFT, CompareForm, RevisionForm
from acuerdo.console.content.frames import page_of
from acuerdo.console.content.words import change_words, language_names, tone_names
from acuerdo.console.toasts import toast_next_page
from acuerdo.content.operations import DraftChanged, restore_version
from acuerdo.content.queries import TemplateDraft, compare_versions, version_document, versions_of
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference: which text, what of it, and the words before and after."""

    text: str
    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two states of a template, one text of each side by side, and everything that differs."""

    id: int
    title: str
    form: CompareForm
    older: str
    newer: str
    language: str
    tone: str
    changes: Sequence[ChangeLine]


@require(Permission.SEE_TEMPLATES)
@require_safe
def compare(request: StaffRequest, template_id: int) -> HttpResponse:
    """Two versions, or a version and the draft, side by side."""
    draft, _scope = template_or_404(request, template_id)
    numbers = [version.number for version in versions_of(template_id=draft.id)]
    if not numbers:
        raise Http404
    form = CompareForm({"older": numbers[0], "newer": DRAFT, **request.GET.dict()}, numbers=numbers)
    if not form.is_valid():
        raise Http404
    page = _compare_page(draft, form.cleaned_data, numbers, request.staff.language)
    crumbs = [("/templates/", gettext("Templates")), (f"/templates/{draft.id}/", page.title)]
    return render(request, "console/content/compare.html", {"page": page, "crumbs": crumbs})


@require(Permission.SEE_TEMPLATES)
@require_safe
def at(request: StaffRequest, template_id: int, state: str, language: str, tone: str) -> HttpResponse:
    """A text as it was in a version (or is in the draft), for a frame."""
    draft, scope = template_or_404(request, template_id)
    document = _document(draft, state)
    if document is None or language not in language_names() or tone not in tone_names():
        raise Http404
    look = pages.look_at(draft=draft, scope=scope, variant=f"{language}.{tone}", now=clock.now(), document=document)
    return page_of(request, look.preview(), sample=look.sample, channel=draft.channel)


@require(Permission.EDIT_TEMPLATES)
@require_POST
def restore(request: StaffRequest, template_id: int, number: int) -> HttpResponse:
    """Make a version the draft again; what is live stays live until somebody publishes."""
    draft, _scope = template_or_404(request, template_id)
    form = RevisionForm(request.POST)
    if not form.is_valid() or version_document(template_id=draft.id, number=number) is None:
        raise Http404
    try:
        restore_version(
            template_id=draft.id, number=number, revision=form.cleaned_data["revision"],
            actor=request.staff.actor, now=clock.now(),
        )  # fmt: skip
    except DraftChanged:
        words = gettext("Somebody saved this template meanwhile: look at it before you bring back a version.")
        toast_next_page(request, words, tone="error")
    else:
        toast_next_page(request, gettext("Version %(number)s is the draft again.") % {"number": number})
    return redirect("console:content:detail", template_id)


def _compare_page(draft: TemplateDraft, given: Mapping[str, str], numbers: Sequence[int], reader: str) -> ComparePage:
    newer = None if given["newer"] == DRAFT else int(given["newer"])
    changes = compare_versions(template_id=draft.id, older=int(given["older"]), newer=newer)
    # What differs is what one came to see.
    variant = given["variant"] or (changes[0].variant if changes else _first_text(draft, reader))
    language, _, tone = variant.partition(".")
    return ComparePage(
        id=draft.id,
        title=pages.in_reader_language(draft.title, reader, draft.key),
        form=CompareForm({**given, "variant": variant}, numbers=numbers),
        older=given["older"],
        newer=given["newer"],
        language=language,
        tone=tone,
        changes=[
            ChangeLine(
                _text_name(each.variant),
                each.name.in_language(reader),
                change_words(each.what),
                each.before,
                each.after,
            )
            for each in changes
        ],
    )


def _text_name(variant: str) -> str:
    language, _, tone = variant.partition(".")
    return f"{language_names()[language]} · {tone_names()[tone]}"


def _document(draft: TemplateDraft, state: str) -> dict[str, Any] | None:
    if state == DRAFT:
        return draft.document
    return version_document(template_id=draft.id, number=int(state)) if state.isdecimal() else None


def _first_text(draft: TemplateDraft, reader: str) -> str:
    """The text to open with where nothing differs: the neutral one in the reader's language, or what comes closest."""
    texts = sorted(draft.document.get("variants", {}))
    return min(
        texts, key=lambda each: (not each.startswith(reader), not each.endswith("neutral")), default="es.neutral"
    )
