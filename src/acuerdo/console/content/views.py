from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.content import pages
from acuerdo.console.content.drafts import own_facts, template_or_404
from acuerdo.console.content.forms import FORMS, NewTemplateForm, PlainForm
from acuerdo.console.content.frames import page_of, unreadable
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.content.operations import (
    CannotPublish,
    DraftChanged,
    TemplateInUse,
    archive_template,
    create_template,
    publish_template,
    save_draft,
)
from acuerdo.content.queries import TemplateDraft, template_key_taken
from acuerdo.content.rules.documents import LANGUAGES, TONES
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require(Permission.SEE_TEMPLATES)
def index(request: StaffRequest) -> HttpResponse:
    """All templates, by channel."""
    groups = pages.index_page(scope=scope_of(staff=request.staff), language=request.staff.language)
    return render(request, "console/content/index.html", {"groups": groups})


@require(Permission.EDIT_TEMPLATES)
def new(request: StaffRequest) -> HttpResponse:
    """Start a template; its texts are written next."""
    form = NewTemplateForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "console/content/new.html", {"form": form}, status=422 if request.method == "POST" else 200
        )
    given = form.cleaned_data
    if template_key_taken(key=given["key"]):
        form.add_error("key", gettext("There is a template of this key already."))
        return render(request, "console/content/new.html", {"form": form}, status=422)
    template = create_template(
        key=given["key"],
        channel=given["channel"],
        title={"es": given["title_es"], "en": given["title_en"]},
        document={"channel": given["channel"], "variants": {}},
        actor=request.staff.actor,
        now=clock.now(),
    )
    return redirect("console:content:edit", template.pk, request.staff.language, "neutral")


@require(Permission.SEE_TEMPLATES)
def detail(request: StaffRequest, template_id: int) -> HttpResponse:
    """One template: its texts, faults and versions."""
    draft, scope = template_or_404(request, template_id)
    page = pages.detail_page(draft=draft, scope=scope, language=request.staff.language)
    return render(request, "console/content/detail.html", {"page": page})


@require(Permission.EDIT_TEMPLATES)
def edit(request: StaffRequest, template_id: int, language: str, tone: str) -> HttpResponse:
    """Write one text; a draft keeps faults, publishing does not."""
    draft, scope = template_or_404(request, template_id)
    variant = _variant(language, tone)
    form = FORMS[draft.channel](request.POST) if request.method == "POST" else None
    status = 200
    if form is not None:
        if form.is_valid() and _saved(request, draft, variant, form):
            return redirect("console:content:edit", template_id, language, tone)
        status = 422
    page = pages.edit_page(draft=draft, scope=scope, variant=variant, viewer=request.staff, now=clock.now(), form=form)
    crumbs = [("/templates/", gettext("Templates"))]
    return render(request, "console/content/edit.html", {"page": page, "crumbs": crumbs}, status=status)


@require(Permission.SEE_TEMPLATES)
def preview(request: StaffRequest, template_id: int, language: str, tone: str) -> HttpResponse:
    """The text as it arrives, for the frame beside the plain form: saved (GET) or as it is typed (POST)."""
    draft, scope = template_or_404(request, template_id)
    variant = _variant(language, tone)
    document = draft.document
    if request.method == "POST":
        form = FORMS[draft.channel](request.POST)
        if not form.is_valid():
            return unreadable(request, [str(error) for errors in form.errors.values() for error in errors])
        document = pages.with_variant(draft, variant, form.variant)
    look = pages.look_at(draft=draft, scope=scope, variant=variant, now=clock.now(), document=document)
    return page_of(request, look.preview(), sample=look.sample, channel=draft.channel)


@require(Permission.EDIT_TEMPLATES)
@require_POST
def publish(request: StaffRequest, template_id: int) -> HttpResponse:
    """Make the draft what new messages say."""
    draft, _scope = template_or_404(request, template_id)
    try:
        version = publish_template(
            template_id=draft.id, actor=request.staff.actor, now=clock.now(), custom=own_facts(draft)
        )
    except CannotPublish:
        toast_next_page(request, gettext("Not published: there are things to fix."), tone="error")
    else:
        toast_next_page(request, gettext("Version %(number)s is live.") % {"number": version.number})
    return redirect("console:content:detail", template_id)


@require(Permission.EDIT_TEMPLATES)
@require_POST
def archive(request: StaffRequest, template_id: int) -> HttpResponse:
    """Take a template out of use, unless something sends it."""
    draft, _scope = template_or_404(request, template_id)
    uses = pages.uses_in_words(draft.key, request.staff.language)
    try:
        archive_template(template_id=draft.id, actor=request.staff.actor, now=clock.now(), uses=uses)
    except TemplateInUse as used:
        words = gettext("Not archived: used by %(names)s.") % {"names": ", ".join(used.uses)}
        toast_next_page(request, words, tone="error")
        return redirect("console:content:detail", template_id)
    toast_next_page(request, gettext("Template archived."))
    return redirect("console:content:index")


def _variant(language: str, tone: str) -> str:
    if language not in LANGUAGES or tone not in TONES:
        raise Http404
    return f"{language}.{tone}"


def _saved(request: StaffRequest, draft: TemplateDraft, variant: str, form: PlainForm) -> bool:
    try:
        save_draft(
            template_id=draft.id,
            document=pages.with_variant(draft, variant, form.variant),
            revision=form.cleaned_data["revision"],
            actor=request.staff.actor,
            now=clock.now(),
        )
    except DraftChanged:
        form.add_error(
            None, gettext("Somebody else saved this template meanwhile. Copy your text, reload and put it in again.")
        )
        return False
    toast_next_page(request, gettext("Draft saved."))
    return True
