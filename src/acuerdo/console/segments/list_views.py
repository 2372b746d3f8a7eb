from __future__ import annotations

import csv

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import Scope, scope_of
from acuerdo.console.segments import list_pages
from acuerdo.console.segments.forms import ADD, MembersForm, NewListForm, OverlapForm
from acuerdo.console.segments.uses import uses_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.portfolio.importing.faults import CannotReadFile
from acuerdo.segments.operations import (
    CannotSaveList,
    add_members,
    archive_list,
    create_list,
    replace_members,
    rows_of_file,
)
from acuerdo.segments.queries import ListRow, overlap, segments, static_list
from acuerdo.staff.rules import Permission


@require(Permission.SEE_SEGMENTS)
def lists(request: StaffRequest) -> HttpResponse:
    """All lists from files."""
    page = list_pages.lists_page(scope=scope_of(staff=request.staff))
    return render(request, "console/segments/lists.html", {"page": page})


@require(Permission.EDIT_SEGMENTS)
def new_list(request: StaffRequest) -> HttpResponse:
    """Name a list and put the people of a file on it."""
    scope = scope_of(staff=request.staff)
    form = NewListForm(request.POST or None, request.FILES or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        creditor_id = int(given["creditor"])
        try:
            read = rows_of_file(chunks=given["file"].chunks(), creditor_id=creditor_id)
            filled = create_list(
                key=slugify(given["name"])[:60] or "list",
                name=given["name"],
                description=given["description"],
                creditor_id=creditor_id,
                rows=read.rows,
                actor=request.staff.actor,
                now=clock.now(),
            )
        except CannotReadFile as refusal:
            _unreadable(form, refusal, request.staff.language)
        except CannotSaveList:
            form.add_error("name", gettext("There is a list of this name already."))
        else:
            toast_next_page(request, list_pages.filled_words(filled, column=read.column))
            return redirect("console:segments:list", list_id=filled.list_id)
    page = list_pages.NewListPage(form)
    status = 422 if form.is_bound else 200
    return render(request, "console/segments/list_new.html", {"page": page, "crumbs": _crumbs()}, status=status)


@require(Permission.SEE_SEGMENTS)
def list_detail(request: StaffRequest, list_id: int) -> HttpResponse:
    """One list: how many stand on it, which rows found nobody, who uses it."""
    scope = scope_of(staff=request.staff)
    return _show(request, scope, _list(scope, list_id), MembersForm())


@require(Permission.EDIT_SEGMENTS)
@require_POST
def list_members(request: StaffRequest, list_id: int) -> HttpResponse:
    """Replace the people of a list by those of a file, or add them."""
    scope = scope_of(staff=request.staff)
    row = _list(scope, list_id)
    form = MembersForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, scope, row, form, status=422)
    fill = add_members if form.cleaned_data["how"] == ADD else replace_members
    try:
        read = rows_of_file(chunks=form.cleaned_data["file"].chunks(), creditor_id=row.creditor_id)
    except CannotReadFile as refusal:
        _unreadable(form, refusal, request.staff.language)
        return _show(request, scope, row, form, status=422)
    filled = fill(list_id=row.id, rows=read.rows, actor=request.staff.actor, now=clock.now())
    toast_next_page(request, list_pages.filled_words(filled, column=read.column))
    return redirect("console:segments:list", list_id=row.id)


@require(Permission.SEE_SEGMENTS)
def list_unmatched(request: StaffRequest, list_id: int) -> HttpResponse:
    """The rows of the last file that found nobody, to mend and upload again."""
    row = _list(scope_of(staff=request.staff), list_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.key}-unmatched.csv"'
    writer = csv.writer(answer)
    writer.writerow([gettext("Line"), gettext("Value"), gettext("Reason")])
    # A cell that begins like a formula must not become one in a spreadsheet.
    for line, value, reason in list_pages.unmatched_rows(row.unmatched):
        writer.writerow([line, f"'{value}" if value.startswith(("=", "+", "-", "@")) else value, reason])
    return answer


@require(Permission.EDIT_SEGMENTS)
@require_POST
def archive(request: StaffRequest, list_id: int) -> HttpResponse:
    """Take a list out of use, unless something names it."""
    row = _list(scope_of(staff=request.staff), list_id)
    if used := uses_of(f"list:{row.key}", language=request.staff.language):
        names = ", ".join(dict.fromkeys(use.title for use in used))
        toast_next_page(request, gettext("Not archived: used by %(names)s.") % {"names": names}, tone="error")
        return redirect("console:segments:list", list_id=row.id)
    archive_list(list_id=row.id, actor=request.staff.actor, now=clock.now())
    toast_next_page(request, gettext("List archived."))
    return redirect("console:segments:lists")


@require(Permission.SEE_SEGMENTS)
def compare(request: StaffRequest) -> HttpResponse:
    """How far two segments are the same cases."""
    scope = scope_of(staff=request.staff)
    found = {row.id: row for row in segments(creditor_ids=scope.ids)}
    form = OverlapForm(request.GET or None, segments=[(row.id, row.name) for row in found.values()])
    if not form.is_valid():
        return render(request, "console/segments/overlap.html", {"page": list_pages.overlap_page(form=form)})
    first, second = (found[form.cleaned_data[name]] for name in ("first", "second"))
    page = list_pages.overlap_page(
        form=form,
        found=overlap(first, second, creditor_ids=scope.ids, now=clock.now()),
        names=(first.name, second.name),
    )
    return render(request, "console/segments/overlap.html", {"page": page})


def _show(request: StaffRequest, scope: Scope, row: ListRow, form: MembersForm, *, status: int = 200) -> HttpResponse:
    page = list_pages.list_page(row=row, scope=scope, language=request.staff.language, form=form)
    return render(request, "console/segments/list.html", {"page": page, "crumbs": _crumbs()}, status=status)


def _unreadable(form: NewListForm | MembersForm, refusal: CannotReadFile, language: str) -> None:
    for fault in refusal.faults:
        form.add_error("file", fault.in_language(language))


def _list(scope: Scope, list_id: int) -> ListRow:
    found = static_list(list_id=list_id, creditor_ids=scope.ids)
    if found is None:
        raise Http404
    return found


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("console:segments:lists"), gettext("Lists"))]
