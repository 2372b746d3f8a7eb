from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies.canvas_forms import NewOnCanvasForm
from acuerdo.console.strategies.canvas_page import canvas_page, log_lines
from acuerdo.console.strategies.finding import posted_document, strategy_at
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission
from acuerdo.strategies.operations import CannotSaveDraft, create_strategy
from acuerdo.strategies.rules.file_form import CannotWriteFile, write_file


@require(Permission.EDIT_STRATEGIES)
def new_on_canvas(request: StaffRequest) -> HttpResponse:
    """A new strategy by its title, then the canvas with its entry."""
    creditors = [(each.id, each.name) for each in scope_of(staff=request.staff).creditors]
    form = NewOnCanvasForm(request.POST or None, creditors=creditors, language=request.staff.language)
    if form.is_valid():
        try:
            made = create_strategy(
                document=form.document(),
                creditor_id=form.cleaned_data["creditor"],
                actor=request.staff.actor,
                now=clock.now(),
            )
        except CannotSaveDraft:
            form.add_error("title", gettext("There is a strategy of this name already."))
        else:
            return redirect("console:strategies:canvas", made)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/strategies/canvas_new.html", {"form": form}, status=status)


@require(Permission.SEE_STRATEGIES)
@require_GET
def canvas(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """The draft as a drawing to work on; without script the page leads to the list view."""
    line, strategy = strategy_at(request, strategy_id)
    page = canvas_page(
        strategy=strategy,
        line=line,
        language=request.staff.language,
        editable=request.staff.may(Permission.EDIT_STRATEGIES),
        may_publish=request.staff.may(Permission.PUBLISH_STRATEGIES),
    )
    return render(request, "console/strategies/canvas.html", {"page": page})


@require(Permission.SEE_STRATEGIES)
@require_POST
def canvas_file(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """A document that is not saved as its file: whoever cannot save it keeps it."""
    strategy_at(request, strategy_id)
    document = posted_document(request)
    try:
        text = None if document is None else write_file(document)
    except CannotWriteFile:
        text = None
    if text is None:
        return JsonResponse({"message": gettext("This is not a strategy.")}, status=400)
    return HttpResponse(text, content_type="application/yaml")


@require(Permission.SEE_STRATEGIES)
@require_GET
def canvas_log(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """The last cases that went through a step (`?step=`)."""
    strategy_at(request, strategy_id)
    scope = scope_of(staff=request.staff)
    lines = log_lines(strategy_id=strategy_id, step=request.GET.get("step", ""), creditor_ids=scope.ids)
    return render(request, "console/strategies/canvas_log.html", {"lines": lines})
