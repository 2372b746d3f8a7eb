from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.content import pages
from acuerdo.console.content.forms import FORMS, LANGUAGES, TONES, NewTemplateForm
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.content.operations import (
    CannotPublish,
    DraftChanged,
    archive_template,
    create_template,
    publish_template,
    save_draft,
)
from acuerdo.content.queries import TemplateDraft, template_key_taken
from acuerdo.content.queries import template as template_of
from acuerdo.kernel import clock
from acuerdo.portfolio.queries import custom_facts
from acuerdo.staff.rules import Permission

# Mail clients take styles from the mail itself; nothing is fetched, no script runs, nothing can be sent from it.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "form-action 'none'; base-uri 'none'; sandbox"
)


@require(Permission.SEE_TEMPLATES)
def index(request: StaffRequest) -> HttpResponse:
    """All templates, by channel."""
    page = pages.index_page(scope=scope_of(staff=request.staff), language=request.staff.language)
    return render(request, "console/content/index.html", {"page": page})


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
    page = pages.detail_page(template=_template(request, template_id), language=request.staff.language)
    return render(request, "console/content/detail.html", {"page": page})


@require(Permission.EDIT_TEMPLATES)
def edit(request: StaffRequest, template_id: int, language: str, tone: str) -> HttpResponse:
    """Write one text; a draft keeps faults, publishing does not."""
    template = _template(request, template_id)
    if language not in LANGUAGES or tone not in TONES:
        raise Http404
    form = FORMS[template.channel](request.POST) if request.method == "POST" else None
    status = 200
    if form is not None:
        if form.is_valid() and _saved(request, template, f"{language}.{tone}", form):
            return redirect("console:content:edit", template_id, language, tone)
        status = 422
    page = pages.edit_page(template=template, language=language, tone=tone, reader=request.staff.language, form=form)
    return render(request, "console/content/edit.html", {"page": page}, status=status)


@require(Permission.SEE_TEMPLATES)
def preview(request: StaffRequest, template_id: int, language: str, tone: str) -> HttpResponse:
    """The text as it arrives, for the frame beside the form: saved (GET) or as it is typed (POST)."""
    template = _template(request, template_id)
    typed = None
    if request.method == "POST":
        form = FORMS[template.channel](request.POST)
        if not form.is_valid():
            return _framed(render(request, "console/content/unreadable.html", {"form": form}, status=422))
        typed = form.variant
    shown = pages.preview_of(template=template, variant=f"{language}.{tone}", typed=typed)
    if shown is None or shown.rendered is None or not shown.rendered.html:
        return _framed(render(request, "console/content/plain.html", {"preview": shown}))
    return _framed(HttpResponse(shown.rendered.html))


@require(Permission.EDIT_TEMPLATES)
@require_POST
def publish(request: StaffRequest, template_id: int) -> HttpResponse:
    """Make the draft what new messages say."""
    template = _template(request, template_id)
    own = custom_facts(creditor_id=template.creditor_id) if template.creditor_id else []
    try:
        version = publish_template(template_id=template.id, actor=request.staff.actor, now=clock.now(), custom=own)
    except CannotPublish:
        toast_next_page(request, gettext("Not published: there are things to fix."), tone="error")
    else:
        toast_next_page(request, gettext("Version %(number)s is live.") % {"number": version.number})
    return redirect("console:content:detail", template_id)


@require(Permission.EDIT_TEMPLATES)
@require_POST
def archive(request: StaffRequest, template_id: int) -> HttpResponse:
    """Take a template out of use."""
    archive_template(template_id=_template(request, template_id).id, actor=request.staff.actor, now=clock.now())
    toast_next_page(request, gettext("Template archived."))
    return redirect("console:content:index")


def _saved(request: StaffRequest, template: TemplateDraft, variant: str, form: object) -> bool:
    typed = form.variant  # type: ignore[attr-defined]  # both forms have it
    try:
        save_draft(
            template_id=template.id,
            document=pages.with_variant(template, variant, typed),
            revision=form.cleaned_data["revision"],  # type: ignore[attr-defined]
            actor=request.staff.actor,
            now=clock.now(),
        )
    except DraftChanged:
        form.add_error(  # type: ignore[attr-defined]
            None, gettext("Somebody else saved this template meanwhile. Copy your text, reload and put it in again.")
        )
        return False
    toast_next_page(request, gettext("Draft saved."))
    return True


def _template(request: StaffRequest, template_id: int) -> TemplateDraft:
    found = template_of(template_id=template_id, creditor_ids=scope_of(staff=request.staff).ids)
    if found is None:
        raise Http404
    return found


def _framed(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response
