"""What the builder asks the server while somebody writes: preview, checks, saving, cases, a test, images."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from acuerdo.cases.operations.trials import send_test
from acuerdo.channels.operations import CannotSendTrial
from acuerdo.channels.queries import stays_in_sandbox
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.content.drafts import brands, own_facts, template_or_404
from acuerdo.console.content.forms import BuilderForm, PictureForm, SaveForm
from acuerdo.console.content.frames import page_of
from acuerdo.console.content.previewing import Look, asked, checked
from acuerdo.console.content.samples import cases_found
from acuerdo.console.content.sources import place_of, with_runs, with_sources
from acuerdo.console.content.words import picture_words
from acuerdo.content.operations import DraftChanged, NotAPicture, add_asset, save_draft
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require(Permission.SEE_TEMPLATES)
@require_POST
def show(request: StaffRequest, template_id: int) -> HttpResponse:
    """The text as it stands in the builder, for the frame: each block marked with its id."""
    look = _look(request, template_id)
    return page_of(
        request, look.preview(marks=True), sample=look.sample, channel=look.channel, scheme=look.asked.scheme
    )


@require(Permission.SEE_TEMPLATES)
@require_POST
def check(request: StaffRequest, template_id: int) -> JsonResponse:
    """What is wrong with the template as it stands, and the figures of the text shown."""
    return JsonResponse(checked(_look(request, template_id), reader=request.staff.language))


@require(Permission.EDIT_TEMPLATES)
@require_POST
def save(request: StaffRequest, template_id: int) -> JsonResponse:
    """Keep the draft; whoever saved meanwhile is told, and nothing is written (409)."""
    draft, _scope = template_or_404(request, template_id)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": gettext("This is no template.")}, status=422)
    document, braces = with_runs(form.cleaned_data["document"])
    if braces:
        place = place_of(braces[0].where, document)
        words = braces[0].words.in_language(request.staff.language)
        refused = {"message": words, "variant": place.variant, "block": place.block, "prop": place.prop}
        return JsonResponse(refused, status=422)
    try:
        saved = save_draft(
            template_id=draft.id,
            document={**document, "channel": draft.channel},
            revision=form.cleaned_data["revision"],
            actor=request.staff.actor,
            now=clock.now(),
        )
    except DraftChanged as changed:
        return _changed(request, template_id, changed)
    return JsonResponse({"revision": saved.draft_revision})


def _changed(request: StaffRequest, template_id: int, changed: DraftChanged) -> JsonResponse:
    theirs, _scope = template_or_404(request, template_id)
    by = changed.by or gettext("Somebody else")
    return JsonResponse(
        {
            "by": changed.by,
            "message": gettext("%(name)s saved this template while you were writing.") % {"name": by},
            "revision": theirs.revision,
            "document": with_sources({"variants": {}, **theirs.document, "channel": theirs.channel}),
        },
        status=409,
    )


@require(Permission.SEE_CASES)
@require_safe
def cases(request: StaffRequest, template_id: int) -> JsonResponse:
    """Cases whose values a preview may show, without names."""
    draft, scope = template_or_404(request, template_id)
    ids = [draft.creditor_id] if draft.creditor_id else scope.ids
    found = cases_found(sought=request.GET.get("q", ""), creditor_ids=ids, now=clock.now())
    return JsonResponse({"cases": found})


@require(Permission.EDIT_TEMPLATES)
@require_POST
def test(request: StaffRequest, template_id: int) -> JsonResponse:
    """Send the text as it stands to whoever asks, and to nobody else."""
    look = _look(request, template_id)
    shown = look.preview()
    if look.channel != "email" or shown is None or shown.rendered is None:
        return JsonResponse({"message": gettext("Not sent: this text cannot be made yet.")}, status=422)
    if look.sender_id is None:
        return JsonResponse({"message": gettext("Not sent: there is no creditor to send it for.")}, status=422)
    made = shown.rendered
    try:
        send_test(
            template_id=template_id,
            creditor_id=look.sender_id,
            to=request.staff.email,
            language=look.sample.language,
            subject=made.subject,
            # The preview's images have no host; a mailbox needs one.
            html=made.html.replace('src="/', f'src="{settings.ACUERDO_BASE_URL}/'),
            text=made.text,
            actor=request.staff.actor,
            now=clock.now(),
        )
    except CannotSendTrial as refused:
        return JsonResponse({"message": gettext("Not sent: %(reason)s.") % {"reason": refused}}, status=502)
    words = gettext("Sent to %(address)s.")
    if stays_in_sandbox("email"):
        words = gettext("It would go to %(address)s, but nothing leaves this machine: no mail provider is set up.")
    return JsonResponse({"message": words % {"address": request.staff.email}})


@require(Permission.EDIT_TEMPLATES)
@require_POST
def upload(request: StaffRequest, template_id: int) -> JsonResponse:
    """Keep an image for this template's creditor (for all, if it is a shared one)."""
    draft, _scope = template_or_404(request, template_id)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"message": gettext("There is no image in this.")}, status=422)
    file = form.cleaned_data["file"]
    try:
        asset = add_asset(
            content=file.read(), title=file.name, actor=request.staff.actor, now=clock.now(),
            creditor_id=draft.creditor_id,
        )  # fmt: skip
    except NotAPicture as refused:
        return JsonResponse({"message": picture_words(refused.code)}, status=422)
    return JsonResponse({"name": asset.name, "message": gettext("Uploaded.")})


def _look(request: StaffRequest, template_id: int) -> Look:
    draft, scope = template_or_404(request, template_id)
    form = BuilderForm(request.POST)
    if not form.is_valid():
        raise Http404
    creditor = form.cleaned_data["creditor"]
    if creditor is not None and scope.creditor(creditor) is None:
        raise Http404
    return Look(
        draft=draft,
        asked=asked(form.cleaned_data, draft=draft),
        custom=own_facts(draft),
        brands=brands(draft, scope),
        creditor_ids=scope.ids,
        now=clock.now(),
    )
