from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.parts import rule_form
from acuerdo.console.parts.lists import read
from acuerdo.console.parts.rule_form import Document
from acuerdo.console.scope import Scope, scope_of
from acuerdo.console.segments import pages
from acuerdo.console.segments.forms import SegmentForm
from acuerdo.console.segments.uses import uses_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.operations import CannotSaveSegment, archive_segment, create_segment, update_segment
from acuerdo.segments.queries import SegmentRow
from acuerdo.segments.queries import segment as segment_of
from acuerdo.segments.rules import Fault, dump_rule
from acuerdo.staff.rules import Permission

EMPTY: Document = {"join": "all", "parts": [{"fact": "", "op": "", "values": []}]}


@require(Permission.SEE_SEGMENTS)
def index(request: StaffRequest) -> HttpResponse:
    """All segments with their live counts."""
    page = pages.index_page(scope=scope_of(staff=request.staff), language=request.staff.language, now=clock.now())
    return render(request, "console/segments/index.html", {"page": page})


@require(Permission.SEE_SEGMENTS)
def facts(request: StaffRequest) -> HttpResponse:
    """Everything that rules may ask about, explained."""
    return render(request, "console/segments/facts.html", {"page": pages.facts_page(language=request.staff.language)})


@require(Permission.SEE_SEGMENTS)
def detail(request: StaffRequest, segment_id: int) -> HttpResponse:
    """One segment: its rule in words and its cases."""
    scope = scope_of(staff=request.staff)
    page = pages.detail_page(
        segment=_segment(scope, segment_id),
        scope=scope,
        language=request.staff.language,
        state=read(request.GET),
        now=clock.now(),
    )
    return render(request, "console/segments/detail.html", {"page": page})


@require(Permission.EDIT_SEGMENTS)
def new(request: StaffRequest) -> HttpResponse:
    """Name a new rule."""
    return _editor(request, None)


@require(Permission.EDIT_SEGMENTS)
def edit(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Change a rule; a later save by somebody else is told, nothing is lost."""
    return _editor(request, _segment(scope_of(staff=request.staff), segment_id))


@require(Permission.EDIT_SEGMENTS)
@require_POST
def count(request: StaffRequest) -> HttpResponse:
    """The live count of the rule as it stands, for htmx."""
    scope = scope_of(staff=request.staff)
    creditor_id = _creditor(request, scope)
    found = pages.preview(
        document=rule_form.read(request.POST),
        creditor_id=creditor_id,
        scope=scope,
        language=request.staff.language,
        now=clock.now(),
    )
    return render(request, "console/segments/preview.html", {"preview": found})


@require(Permission.EDIT_SEGMENTS)
@require_POST
def archive(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Take a segment off the lists, unless something names it."""
    segment = _segment(scope_of(staff=request.staff), segment_id)
    if used := uses_of(f"segment:{segment.key}", language=request.staff.language):
        names = ", ".join(dict.fromkeys(use.title for use in used))
        toast_next_page(request, gettext("Not archived: used by %(names)s.") % {"names": names}, tone="error")
        return redirect("console:segments:detail", segment_id=segment.id)
    archive_segment(segment_id=segment.id, actor=request.staff.actor, now=clock.now())
    toast_next_page(request, gettext("Segment archived."))
    return redirect("console:segments:index")


def _editor(request: StaffRequest, segment: SegmentRow | None) -> HttpResponse:
    scope = scope_of(staff=request.staff)
    if request.method != "POST":
        document = rule_form.from_rule(segment.rule) if segment else EMPTY
        faults = list(segment.faults) if segment else []
        return _show(request, segment, _form(scope, segment), document, faults=faults)
    form = _form(scope, segment, request)
    document = rule_form.read(request.POST)
    if request.POST.get("do") != "save":
        return _show(request, segment, form, rule_form.change(document, action=request.POST.get("do", "")))
    if not form.is_valid():
        return _show(request, segment, form, document, status=422)
    try:
        saved = _save(request, segment, form, document, scope)
    except CannotSaveSegment as refusal:
        return _show(request, segment, form, document, faults=list(refusal.faults), status=422)
    toast_next_page(request, gettext("Segment saved."))
    return redirect("console:segments:detail", segment_id=saved)


def _save(
    request: StaffRequest, segment: SegmentRow | None, form: SegmentForm, document: Document, scope: Scope
) -> int:
    creditor_id = segment.creditor_id if segment else _creditor(request, scope)
    own = custom_facts(creditor_id=creditor_id) if creditor_id else []
    try:
        rule = dump_rule(rule_form.to_rule(document, custom=own))
    except ValidationError:
        raise CannotSaveSegment(Fault("", "", "bad_document", gettext("The rule cannot be read."))) from None
    given = {"name": form.cleaned_data["name"], "description": form.cleaned_data["description"], "rule": rule}
    if segment is None:
        return create_segment(
            key=slugify(given["name"])[:60] or "segment",
            creditor_id=creditor_id,
            actor=request.staff.actor,
            now=clock.now(),
            **given,
        )
    revision = form.cleaned_data["revision"] or 0
    update_segment(segment_id=segment.id, revision=revision, actor=request.staff.actor, now=clock.now(), **given)
    return segment.id


def _form(scope: Scope, segment: SegmentRow | None, request: StaffRequest | None = None) -> SegmentForm:
    creditors = [(each.id, each.name) for each in scope.creditors]
    initial = (
        {
            "name": segment.name,
            "description": segment.description,
            "creditor": segment.creditor_id,
            "revision": segment.revision,
        }
        if segment
        else {}
    )
    form = SegmentForm(request.POST if request else None, creditors=creditors, is_new=segment is None)
    form.initial = initial
    return form


def _show(
    request: StaffRequest,
    segment: SegmentRow | None,
    form: SegmentForm,
    document: Document,
    *,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    scope = scope_of(staff=request.staff)
    page = pages.edit_page(
        form=form,
        document=document,
        creditor_id=segment.creditor_id if segment else _creditor(request, scope),
        scope=scope,
        language=request.staff.language,
        now=clock.now(),
        faults=faults or [],
        segment=segment,
    )
    fragment = request.headers.get("HX-Target") == "rule-builder"
    template = "console/segments/builder.html" if fragment else "console/segments/edit.html"
    return render(request, template, {"page": page}, status=status)


def _creditor(request: StaffRequest, scope: Scope) -> int | None:
    chosen = request.POST.get("creditor", "")
    return int(chosen) if chosen.isdecimal() and scope.creditor(int(chosen)) else None


def _segment(scope: Scope, segment_id: int) -> SegmentRow:
    found = segment_of(segment_id=segment_id, creditor_ids=scope.ids)
    if found is None:
        raise Http404
    return found
