from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies import pages
from acuerdo.console.strategies.changes_kept import can_undo
from acuerdo.console.strategies.finding import strategy_at
from acuerdo.console.strategies.forms import FileForm, NewForm
from acuerdo.console.strategies.lines import index_page
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission
from acuerdo.strategies.operations import CannotSaveDraft, create_strategy, save_draft
from acuerdo.strategies.queries import FaultInWords, faults_in_words
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.yaml_values import CannotReadFile


@require(Permission.SEE_STRATEGIES)
def index(request: StaffRequest) -> HttpResponse:
    """All strategies by priority, with the cases inside."""
    page = index_page(scope=scope_of(staff=request.staff), language=request.staff.language)
    return render(request, "console/strategies/index.html", {"page": page})


@require(Permission.SEE_STRATEGIES)
def detail(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """The list view: every step with live counts; `?show=draft` for what is not live yet."""
    line, strategy = strategy_at(request, strategy_id)
    page = pages.detail_page(
        strategy=strategy,
        line=line,
        language=request.staff.language,
        wants_draft=request.GET.get("show") == "draft",
        may_undo=can_undo(request, strategy),
        now=clock.now(),
    )
    return render(request, "console/strategies/detail.html", {"page": page})


@require(Permission.EDIT_STRATEGIES)
def new(request: StaffRequest) -> HttpResponse:
    """A new strategy from its file."""
    scope = scope_of(staff=request.staff)
    creditors = [(each.id, each.name) for each in scope.creditors]
    if request.method != "POST":
        form = NewForm(creditors=creditors, initial={"text": pages.STARTER})
        return render(request, "console/strategies/edit.html", {"form": form, "faults": []})
    form = NewForm(request.POST, request.FILES, creditors=creditors)
    read = _read(form)
    if isinstance(read, Document):
        try:
            strategy_id = create_strategy(
                document=read, creditor_id=form.cleaned_data["creditor"], actor=request.staff.actor, now=clock.now()
            )
        except CannotSaveDraft:
            form.add_error("text", gettext("There is a strategy of this name already."))
        else:
            toast_next_page(request, gettext("Draft saved."))
            return redirect("console:strategies:detail", strategy_id)
        read = []
    return render(request, "console/strategies/edit.html", {"form": form, "faults": read}, status=422)


@require(Permission.EDIT_STRATEGIES)
def edit(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Change the draft as its file; running cases are not touched."""
    line, strategy = strategy_at(request, strategy_id)
    if request.method != "POST":
        form = FileForm(initial={"text": pages.file_of(strategy), "revision": strategy.revision})
        return render(request, "console/strategies/edit.html", {"form": form, "line": line, "faults": []})
    form = FileForm(request.POST, request.FILES)
    read = _read(form)
    if isinstance(read, Document):
        try:
            save_draft(
                strategy_id=strategy_id,
                revision=form.cleaned_data["revision"] or 0,
                document=read,
                actor=request.staff.actor,
                now=clock.now(),
            )
        except CannotSaveDraft as refusal:
            form.add_error(None, _refusal(refusal))
        else:
            toast_next_page(request, gettext("Draft saved."))
            return redirect(f"{line.address}?show=draft")
        read = []
    context = {"form": form, "line": line, "faults": read}
    return render(request, "console/strategies/edit.html", context, status=422)


@require(Permission.SEE_STRATEGIES)
def file(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """The draft as a YAML file to keep in git or send to a colleague."""
    _line, strategy = strategy_at(request, strategy_id)
    name = f'attachment; filename="{strategy.key}.yaml"'
    return HttpResponse(pages.file_of(strategy), content_type="application/yaml", headers={"Content-Disposition": name})


def _read(form: FileForm) -> Document | list[FaultInWords]:
    if not form.is_valid():
        return []
    try:
        return read_file(form.content).document
    except CannotReadFile as refusal:
        return faults_in_words(refusal.faults)


def _refusal(refusal: CannotSaveDraft) -> str:
    reasons = {
        "changed_meanwhile": gettext(
            "Somebody else saved this strategy meanwhile. Download your text, reload and put your change in again."
        ),
        "renamed": gettext("The name of a strategy stays: put the old one back, or make a new strategy."),
    }
    return reasons.get(refusal.reason, str(refusal))
