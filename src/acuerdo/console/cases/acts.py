"""What staff does on a case itself: take it, write on it, plan work and finish it."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.operations import CannotCompleteTask, add_note, assign_case, complete_task, create_tasks
from acuerdo.cases.queries import CaseData
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import forms
from acuerdo.console.cases.acting import act, case_or_404, said
from acuerdo.console.cases.places import place_of
from acuerdo.console.cases.queues import next_of
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require_POST
@require(Permission.WORK_CASES)
def assign(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the case, or give it back."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    mine = data.head.assignee_id == request.staff.id
    assign_case(case_id=case_id, assignee_id=None if mine else request.staff.id, actor=request.staff.actor, now=now)
    return said(request, case_id, gettext("Given back.") if mine else gettext("The case is yours."))


@require_POST
@require(Permission.WORK_CASES)
def note(request: StaffRequest, case_id: int) -> HttpResponse:
    """Write a note."""
    form = forms.NoteForm(request.POST, auto_id="note-%s")

    def do(data: CaseData, now: datetime) -> str:
        add_note(case_id=data.head.id, text=form.cleaned_data["text"], actor=request.staff.actor, now=now)
        return gettext("Note saved.")

    return act(request, case_id, "note", form, do)


@require_POST
@require(Permission.WORK_CASES)
def task(request: StaffRequest, case_id: int) -> HttpResponse:
    """Put work before the team."""
    form = forms.TaskForm(request.POST, auto_id="task-%s")

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        create_tasks(
            tasks=tasks_frame(data, kind=given["kind"], title=given["title"], due_at=forms.start_of(given["day"])),
            now=now,
        )
        return gettext("Task made.")

    return act(request, case_id, "task", form, do)


def tasks_frame(data: CaseData, *, kind: str, title: str, due_at: datetime) -> pl.DataFrame:
    """One task as the frame that `create_tasks` takes."""
    row = {"case_id": data.head.id, "creditor_id": data.head.creditor_id, "kind": kind, "title": title}
    return pl.DataFrame([row]).with_columns(pl.lit(due_at).alias("due_at"))


@require_POST
@require(Permission.WORK_CASES)
def task_done(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Mark work as done; with `next` go on to the next case of the queue."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    text, tone = gettext("Done."), "success"
    try:
        if task_id in {each.id for each in data.tasks}:
            complete_task(task_id=task_id, actor=request.staff.actor, now=now)
    except CannotCompleteTask:
        text, tone = gettext("Somebody was faster: this task is done."), "info"
    if "next" not in request.POST:
        return said(request, case_id, text, tone=tone)
    toast_next_page(request, text, tone=tone)
    place, scope = place_of(request.GET), scope_of(staff=request.staff)
    follows = next_of(staff=request.staff, scope=scope, case_id=case_id, place=place, now=now)
    return redirect(follows or reverse("console:cases:index") + (f"?{place.query}" if place else ""))
