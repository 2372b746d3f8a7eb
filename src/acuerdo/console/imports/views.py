from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.imports import pages
from acuerdo.console.imports.forms import StartForm, UploadForm
from acuerdo.console.imports.mapping import changed_document, other_delimiter
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.portfolio.enums import ImportKind, OnError
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping
from acuerdo.portfolio.operations import (
    CannotChangeImport,
    CannotUndoImport,
    Upload,
    queue_import,
    read_apart,
    save_mapping,
    set_mapping,
    undo_import,
    upload_import,
)
from acuerdo.staff.rules import Permission

if TYPE_CHECKING:
    from acuerdo.portfolio.models import Import as ImportRun


def _language() -> str:
    return (get_language() or "en")[:2]


@require(Permission.SEE_IMPORTS)
def index(request: StaffRequest) -> HttpResponse:
    """What was imported, the latest first."""
    page = pages.imports_page(staff=request.staff, scope=scope_of(staff=request.staff), query=request.GET)
    return render(request, "console/imports/index.html", {"page": page})


@require(Permission.RUN_IMPORTS)
def upload(request: StaffRequest) -> HttpResponse:
    """Choose creditor and files."""
    scope = scope_of(staff=request.staff)
    if request.method != "POST":
        return _upload_page(request, UploadForm(scope=scope))
    form = UploadForm(request.POST, request.FILES, scope=scope)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    given = form.cleaned_data
    try:
        run = upload_import(
            creditor_id=int(given["creditor"]),
            kind=ImportKind(given["kind"]),
            uploads=[Upload(file.name or "", file.chunks()) for file in given["uploads"]],
            on_error=OnError.KEEP_GOOD,
            actor=request.staff.actor,
            now=clock.now(),
        )
    except CannotReadFile as error:
        for fault in error.faults:
            form.add_error("uploads", fault.in_language(_language()))
        return _upload_page(request, form, status=422)
    return redirect("console:imports:mapping", run.pk)


def _upload_page(request: StaffRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {"page": {"form": form, "steps": pages.steps()}, "crumbs": pages.crumbs()}
    return render(request, "console/imports/upload.html", context, status=status)


@require(Permission.SEE_IMPORTS)
def detail(request: StaffRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, or what came of it."""
    page = _page_or_404(request, import_id)
    return render(request, "console/imports/detail.html", {"page": page, "crumbs": pages.crumbs()})


@require(Permission.SEE_IMPORTS)
def progress(request: StaffRequest, import_id: int) -> HttpResponse:
    """The part of the page that moves while an import runs; the whole page once it is over."""
    page = _page_or_404(request, import_id)
    if page.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "console/imports/progress.html", {"page": page})


@require(Permission.RUN_IMPORTS)
def mapping(request: StaffRequest, import_id: int) -> HttpResponse:
    """Which column is what: as a form, or as the document itself."""
    run = pages.import_in_scope(scope=scope_of(staff=request.staff), import_id=import_id)
    if run is None:
        raise Http404
    if request.method != "POST":
        return _mapping_page(request, run)
    try:
        if other := other_delimiter(request.POST, files=[file["name"] for file in run.files]):
            return _read_apart(request, run, *other)
        faults = _map(request, run)
    except CannotChangeImport:
        toast_next_page(request, gettext("This import can no longer be changed."), tone="warning")
        return redirect("console:imports:detail", import_id)
    if faults:
        return _mapping_page(request, run, faults)
    if "check" in request.POST:
        return _check(request, import_id)
    toast_next_page(request, gettext("Mapping saved."))
    return redirect("console:imports:mapping", import_id)


def _read_apart(request: StaffRequest, run: ImportRun, file: str, delimiter: str) -> HttpResponse:
    """Read a file with the delimiter chosen; whatever else the form says was about columns that are no more."""
    try:
        read_apart(import_id=run.pk, file=file, delimiter=delimiter, actor=request.staff.actor, now=clock.now())
    except CannotReadFile as error:
        return _mapping_page(request, run, [fault.said(_language()) for fault in error.faults])
    toast_next_page(request, gettext("Read with another delimiter: look at the columns again."), tone="info")
    return redirect("console:imports:mapping", run.pk)


def _check(request: StaffRequest, import_id: int) -> HttpResponse:
    """Check the files, once somebody has looked at what is doubtful about their reading."""
    run = pages.import_in_scope(scope=scope_of(staff=request.staff), import_id=import_id)
    if run is not None and "looked" not in request.POST and pages.must_be_looked_at(run):
        return _mapping_page(request, run, is_unlooked=True)
    return _start(request, import_id, is_dry_run=True, on_error=OnError.KEEP_GOOD)


def _mapping_page(
    request: StaffRequest, run: ImportRun, faults: Sequence[str] = (), *, is_unlooked: bool = False
) -> HttpResponse:
    context = {
        "page": pages.mapping_page(run=run, language=_language(), faults=faults, is_unlooked=is_unlooked),
        "crumbs": pages.crumbs(),
    }
    return render(request, "console/imports/mapping.html", context, status=422 if faults or is_unlooked else 200)


def _map(request: StaffRequest, run: ImportRun) -> list[str]:
    """Take the mapping over; returns what is wrong with it, and leaves it on `run` to be shown again."""
    document = request.POST.get("document", "")
    # Who wrote the document is told where in it; who filled in the form has never seen it.
    is_written = bool(document)
    try:
        if not is_written:
            document = changed_document(run.mapping, files=[file["name"] for file in run.files], given=request.POST)
        set_mapping(import_id=run.pk, document=document, actor=request.staff.actor, now=clock.now())
    except (CannotUseMapping, CannotReadFile) as error:
        run.mapping = document or run.mapping
        return [fault.in_language(_language()) if is_written else fault.said(_language()) for fault in error.faults]
    except ValueError as error:
        return [str(error)]
    return []


@require(Permission.SEE_IMPORTS)
def mapping_file(request: StaffRequest, import_id: int) -> HttpResponse:
    """The mapping as a file, for the command line or the next import."""
    run = pages.import_in_scope(scope=scope_of(staff=request.staff), import_id=import_id)
    if run is None:
        raise Http404
    response = HttpResponse(run.mapping, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mapping-{import_id}.yaml"'
    return response


@require_POST
@require(Permission.RUN_IMPORTS)
def keep_mapping(request: StaffRequest, import_id: int) -> HttpResponse:
    """Keep the mapping for this creditor's next files."""
    _page_or_404(request, import_id)
    name = request.POST.get("name", "").strip()[:80]
    if name:
        save_mapping(import_id=import_id, name=name, actor=request.staff.actor, now=clock.now())
        toast_next_page(request, gettext("Kept for this creditor's next files."))
    else:
        toast_next_page(request, gettext("A mapping needs a name."), tone="error")
    return redirect(reverse("console:imports:detail", args=[import_id]))


@require_POST
@require(Permission.RUN_IMPORTS)
def start(request: StaffRequest, import_id: int) -> HttpResponse:
    """Put the import into the queue: to check it, or to do it."""
    run = pages.import_in_scope(scope=scope_of(staff=request.staff), import_id=import_id)
    if run is None:
        raise Http404
    if pages.must_be_looked_at(run):
        toast_next_page(request, gettext("Some readings are doubtful: look at them first."), tone="warning")
        return redirect("console:imports:mapping", import_id)
    form = StartForm(request.POST)
    on_error = OnError(form.cleaned_data["on_error"]) if form.is_valid() else OnError.KEEP_GOOD
    return _start(request, import_id, is_dry_run="check" in request.POST, on_error=on_error)


def _start(request: StaffRequest, import_id: int, *, is_dry_run: bool, on_error: OnError) -> HttpResponse:
    try:
        queue_import(
            import_id=import_id,
            is_dry_run=is_dry_run,
            on_error=on_error,
            language=_language(),
            actor=request.staff.actor,
            now=clock.now(),
        )
    except CannotChangeImport:
        toast_next_page(request, gettext("It runs already."), tone="info")
    return redirect("console:imports:detail", import_id)


@require(Permission.SEE_IMPORTS)
def rejects(request: StaffRequest, import_id: int) -> FileResponse:
    """The rows that were not taken, each with its reasons."""
    run = pages.import_in_scope(scope=scope_of(staff=request.staff), import_id=import_id)
    path = Path(run.rejects_file) if run and run.rejects_file else None
    if path is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")


@require_POST
@require(Permission.UNDO_IMPORTS)
def undo(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take back what an import did; only until its first message left."""
    _page_or_404(request, import_id)
    try:
        undo_import(import_id=import_id, actor=request.staff.actor, now=clock.now())
        toast_next_page(request, gettext("Undone: everything is as it was before."))
    except CannotUndoImport as error:
        toast_next_page(request, pages.undo_refusal(error.reason), tone="error")
    return redirect("console:imports:detail", import_id)


def _page_or_404(request: StaffRequest, import_id: int) -> pages.ImportPage:
    run = pages.import_in_scope(scope=scope_of(staff=request.staff), import_id=import_id)
    if run is None:
        raise Http404
    return pages.import_page(run=run, staff=request.staff, language=_language(), now=clock.now())
