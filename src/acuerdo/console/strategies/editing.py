"""The list view as an editor: every edit is one form that saves the draft, so that it works without script."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.strategies import palette
from acuerdo.console.strategies.changes_kept import keep, refusal_words
from acuerdo.console.strategies.changes_kept import undo as undo_last
from acuerdo.console.strategies.editing_pages import connect_page, place_page, step_page
from acuerdo.console.strategies.finding import node_of, strategy_at
from acuerdo.console.strategies.forms import ConnectForm, PlaceForm, StepNameForm, StrategySettingsForm
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.step_editing import open_form, pressed, taken_over
from acuerdo.console.toasts import toast_next_page
from acuerdo.staff.rules import Permission
from acuerdo.strategies.operations import CannotSaveDraft
from acuerdo.strategies.queries import StrategyDraft
from acuerdo.strategies.rules import editing as edits
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.editing import CannotEdit


@require(Permission.EDIT_STRATEGIES)
def step(request: StaffRequest, strategy_id: int, step: str) -> HttpResponse:
    """The settings of one step and its name."""
    line, strategy = strategy_at(request, strategy_id)
    document = strategy.document
    node_of(document, step)
    address = reverse("console:strategies:step", args=[strategy_id, step])
    post = request.POST if request.method == "POST" else None
    form = open_form(strategy, document, step, language=request.staff.language, redraw=address, post=post)
    names = StepNameForm(post, initial={"name": step, "revision": strategy.revision}, document=document, step=step)
    status = 200
    if post is not None and pressed(post) == "save":
        changed = taken_over(strategy, document, step, form) if names.is_valid() else None
        if changed is not None and names.is_valid():
            renamed = edits.rename_step(changed, step=step, name=names.cleaned_data["name"])
            try:
                keep(request, strategy, renamed, revision=_revision(request), said=gettext("Step saved."))
            except CannotSaveDraft as refusal:
                form.add_error(None, refusal_words(refusal))
            else:
                return redirect(f"{line.draft_address}#step-{names.cleaned_data['name']}")
        status = 422
    if post is not None and pressed(post) != "save":
        names.forget_errors()
    page = step_page(strategy=strategy, line=line, step=step, form=form, names=names, address=address)
    fragment = request.headers.get("HX-Target") == "step-form"
    template = "console/strategies/step_form.html" if fragment else "console/strategies/step_edit.html"
    return render(request, template, page, status=status)


@require(Permission.EDIT_STRATEGIES)
def add(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Choose the kind of a new step for a way out (`after`, `out`)."""
    line, strategy = strategy_at(request, strategy_id)
    given = request.POST if request.method == "POST" else request.GET
    after, out = given.get("after", ""), given.get("out", "")
    node_of(strategy.document, after)
    if request.method != "POST":
        context = {"line": line, "after": after, "out": out, "shelves": palette.shelves(), "strategy": strategy}
        return render(request, "console/strategies/add.html", {**context, "revision": strategy.revision})
    kind = given.get("kind", "")
    if kind not in {choice.name for choice in palette.choices()}:
        raise Http404
    changed, made = edits.add_step(strategy.document, kind=kind, data=palette.beginning(kind), after=after, out=out)
    return _kept(request, line, strategy, changed, said=gettext("Step added."), then=made)


@require(Permission.EDIT_STRATEGIES)
def place(request: StaffRequest, strategy_id: int, step: str) -> HttpResponse:
    """Move or copy a step into another way out, or delete it with all that follows only from it."""
    line, strategy = strategy_at(request, strategy_id)
    document = strategy.document
    node_of(document, step)
    form = PlaceForm(request.POST or None, document=document, step=step, language=request.staff.language)
    if request.method != "POST" or not form.is_valid():
        page = place_page(strategy=strategy, line=line, step=step, form=form)
        return render(request, "console/strategies/place.html", page, status=422 if request.method == "POST" else 200)
    after, out = form.cleaned_data["place"]
    try:
        match form.cleaned_data["act"]:
            case "move":
                changed, said = edits.move_step(document, step=step, after=after, out=out), gettext("Step moved.")
            case "copy":
                changed, step = edits.copy_step(document, step=step, after=after, out=out)
                said = gettext("Step copied.")
            case _:
                changed, step = edits.copy_subtree(document, step=step, after=after, out=out)
                said = gettext("Steps copied.")
    except CannotEdit as refusal:
        _not_found(refusal)
    return _kept(request, line, strategy, changed, said=said, then=f"#step-{step}")


@require(Permission.EDIT_STRATEGIES)
@require_POST
def delete(request: StaffRequest, strategy_id: int, step: str) -> HttpResponse:
    """Take a step out, joining its ends; with `below`, all that follows only from it goes too."""
    line, strategy = strategy_at(request, strategy_id)
    remove = edits.delete_subtree if request.POST.get("below") else edits.delete_step
    try:
        changed = remove(strategy.document, step=step)
    except CannotEdit as refusal:
        _not_found(refusal)
    return _kept(request, line, strategy, changed, said=gettext("Deleted."), then="")


@require(Permission.EDIT_STRATEGIES)
def connect(request: StaffRequest, strategy_id: int, step: str) -> HttpResponse:
    """Say where each way out of a step leads."""
    line, strategy = strategy_at(request, strategy_id)
    document = strategy.document
    node = node_of(document, step)
    form = ConnectForm(request.POST or None, document=document, node=node)
    if request.method != "POST" or not form.is_valid():
        page = connect_page(strategy=strategy, line=line, step=step, form=form)
        return render(request, "console/strategies/connect.html", page, status=422 if request.method == "POST" else 200)
    for out, to in form.leads.items():
        document = edits.connect(document, step=step, out=out, to=to)
    return _kept(request, line, strategy, document, said=gettext("Connections saved."), then=f"#step-{step}")


@require(Permission.EDIT_STRATEGIES)
def settings(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Title, and what ends the strategy for a case at any step."""
    line, strategy = strategy_at(request, strategy_id)
    form = StrategySettingsForm(request.POST or None, document=strategy.document)
    if request.method == "POST" and form.is_valid():
        return _kept(request, line, strategy, form.changed(), said=gettext("Draft saved."), then="")
    context = {"line": line, "form": form, "revision": strategy.revision}
    status = 422 if request.method == "POST" else 200
    return render(request, "console/strategies/settings.html", context, status=status)


@require(Permission.EDIT_STRATEGIES)
@require_POST
def undo(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Bring back the draft as it was before the reader's last edit."""
    line, strategy = strategy_at(request, strategy_id)
    try:
        undo_last(request, strategy)
    except CannotSaveDraft as refusal:
        toast_next_page(request, refusal_words(refusal), tone="error")
    else:
        toast_next_page(request, gettext("Undone."))
    return redirect(line.draft_address)


def _kept(
    request: StaffRequest, line: Line, strategy: StrategyDraft, document: Document, *, said: str, then: str
) -> HttpResponse:
    """Save the draft and go on: to the form of the step `then`, or to a place (`#…`) in the list."""
    try:
        keep(request, strategy, document, revision=_revision(request), said=said)
    except CannotSaveDraft as refusal:
        toast_next_page(request, refusal_words(refusal), tone="error")
        return redirect(line.draft_address)
    if then and not then.startswith("#"):
        return redirect("console:strategies:step", strategy.id, then)
    return redirect(f"{line.draft_address}{then}")


def _revision(request: StaffRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _not_found(refusal: CannotEdit) -> NoReturn:
    raise Http404(refusal.reason) from refusal
