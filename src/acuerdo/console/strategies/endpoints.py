"""What the canvas asks for: the palette, the form of a step, faults with counts, and saving."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.strategies import palette
from acuerdo.console.strategies.changes_kept import keep, refusal_words
from acuerdo.console.strategies.finding import as_draft, node_of, posted_document, strategy_at
from acuerdo.console.strategies.step_editing import faults_of_step, open_form, pressed, taken_over
from acuerdo.console.strategies.steps_shown import Shown, outlets_shown, steps_of
from acuerdo.console.strategies.telling import teller_for
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission
from acuerdo.strategies.operations import CannotSaveDraft, save_draft
from acuerdo.strategies.queries import FaultInWords, StrategyDraft, faults_in_words, faults_of_draft
from acuerdo.strategies.rules.document import Document


@require(Permission.SEE_STRATEGIES)
@require_GET
def kinds(request: StaffRequest) -> JsonResponse:
    """The palette: every kind with what a new step of it begins with."""
    found = [
        {"name": k.name, "label": k.label, "help": k.help, "icon": k.icon, "group": k.group, "data": k.data}
        for k in palette.choices()
    ]
    return JsonResponse(found, safe=False)


@require(Permission.EDIT_STRATEGIES)
@require_POST
def step_form(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """The form of a step of a document that is not saved yet: drawn, redrawn, or (`action=apply`) taken over."""
    _line, strategy = strategy_at(request, strategy_id)
    document, step = posted_document(request), request.POST.get("step", "")
    if document is None:
        return _no_document()
    address = reverse("console:strategies:step_form", args=[strategy_id])
    # Only the document came: the form is drawn from it. Anything else was filled in and comes back.
    filled = request.POST if any(key.startswith("s-") for key in request.POST) or "do" in request.POST else None
    is_applied = pressed(request.POST) == "save"
    form = open_form(
        strategy,
        document,
        step,
        language=request.staff.language,
        redraw=address,
        post=request.POST if is_applied else filled,
    )
    changed = taken_over(strategy, document, step, form) if is_applied else None
    if changed is not None:
        return JsonResponse(_applied(strategy, changed, step, request.staff.language))
    node = node_of(document, step)
    context = {"form": form, "address": address, "step": node, "document": request.POST["doc"]}
    return render(request, "console/strategies/step_form.html", context, status=422 if is_applied else 200)


def _applied(strategy: StrategyDraft, document: Document, step: str, language: str) -> dict[str, Any]:
    node = node_of(document, step)
    teller = teller_for(creditor_id=strategy.creditor_id, language=language)
    return {
        "data": node.data,
        "outlets": [{"name": name, "label": label} for name, label in outlets_shown(node, document)],
        "summary": teller.summary(node),
        "faults": [_told(fault) for fault in faults_of_step(strategy, document, step)],
    }


@require(Permission.SEE_STRATEGIES)
@require_POST
def check(request: StaffRequest, strategy_id: int) -> JsonResponse:
    """Every step of a document in words, with its faults and live counts."""
    _line, strategy = strategy_at(request, strategy_id)
    document = posted_document(request)
    if document is None:
        return _no_document()
    faults = faults_in_words(faults_of_draft(as_draft(strategy, document)))
    shown = steps_of(strategy=strategy, document=document, faults=faults, language=request.staff.language)
    return JsonResponse(
        {
            "steps": {step.id: _step(step) for step in shown},
            "faults": [{"step": fault.step, **_told(fault)} for fault in faults],
        }
    )


def _step(step: Shown) -> dict[str, Any]:
    return {
        "label": step.label,
        "icon": step.icon,
        "summary": step.summary,
        "outlets": [{"name": way.out, "label": way.label} for way in step.ways],
        "faults": [_told(fault) for fault in step.faults],
        "active": step.active,
        "moved": step.moved,
        "ways": {way.out: way.taken for way in step.ways if way.taken is not None},
    }


@require(Permission.EDIT_STRATEGIES)
@require_POST
def save(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Keep a document as the draft; told (409) if somebody else saved since `revision`."""
    line, strategy = strategy_at(request, strategy_id)
    document, wants_json = posted_document(request), "json" in request.headers.get("Accept", "")
    if document is None:
        return _no_document()
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() else 0
    try:
        if wants_json:
            # The canvas has its own undo and says itself that it saved.
            now, actor = clock.now(), request.staff.actor
            saved = save_draft(strategy_id=strategy_id, revision=revision, document=document, actor=actor, now=now)
            return JsonResponse({"revision": saved})
        keep(request, strategy, document, revision=revision, said=gettext("Draft saved."))
    except CannotSaveDraft as refusal:
        if wants_json:
            return JsonResponse({"by": refusal.by, "message": refusal_words(refusal)}, status=409)
        toast_next_page(request, refusal_words(refusal), tone="error")
    return redirect(line.draft_address)


def _no_document() -> JsonResponse:
    return JsonResponse({"message": gettext("This is not a strategy.")}, status=400)


def _told(fault: FaultInWords) -> dict[str, str]:
    return {"message": fault.message, "remedy": fault.remedy}
