from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.campaigns import forms, pages
from acuerdo.console.campaigns.pages import EditPage
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies.canvas_forms import key_of
from acuerdo.console.strategies.finding import strategy_at
from acuerdo.console.strategies.lines import Line
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission
from acuerdo.strategies.enums import RunningCases
from acuerdo.strategies.operations import CannotPublish, CannotSaveDraft, create_strategy, publish_strategy, save_draft
from acuerdo.strategies.queries import StrategyDraft
from acuerdo.strategies.queries.gallery import ready_strategy
from acuerdo.strategies.rules.campaigns import Campaign, as_campaign, to_document


@require(Permission.SEE_STRATEGIES)
def index(request: StaffRequest) -> HttpResponse:
    """All campaigns, and ready ones to begin from."""
    page = pages.campaigns_page(scope=scope_of(staff=request.staff), language=request.staff.language)
    return render(request, "console/campaigns/index.html", {"page": page})


@require(Permission.SEE_STRATEGIES)
def detail(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """What a campaign does, whom it would reach today, and which rules would stop it."""
    line, strategy, campaign = _campaign(request, strategy_id)
    page = pages.campaign_page(
        line=line,
        strategy=strategy,
        campaign=campaign,
        scope=scope_of(staff=request.staff),
        language=request.staff.language,
        now=clock.now(),
    )
    return render(request, "console/campaigns/detail.html", {"page": page})


@require(Permission.EDIT_STRATEGIES)
def new(request: StaffRequest) -> HttpResponse:
    """A new campaign, from nothing or from a ready one (`?from=`)."""
    ready = ready_strategy(request.GET.get("from", ""))
    return _editor(request, None, as_campaign(ready.document) if ready else None)


@require(Permission.EDIT_STRATEGIES)
def edit(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Change a campaign that the simple form can say; others are edited on the canvas."""
    line, strategy, campaign = _campaign(request, strategy_id)
    return _editor(request, (line, strategy), campaign)


@require(Permission.PUBLISH_STRATEGIES)
@require_POST
def start(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Start a campaign that was never live; changes of a running one are published with their difference."""
    line, strategy, _found = _campaign(request, strategy_id)
    if strategy.live_version_id is not None:
        return redirect("console:strategies:publish", strategy_id)
    try:
        publish_strategy(
            strategy_id=strategy_id, running=RunningCases.FINISH, actor=request.staff.actor, now=clock.now()
        )
    except CannotPublish:
        toast_next_page(request, gettext("It cannot start yet: see what is to be mended."), tone="error")
    else:
        toast_next_page(request, gettext("“%(title)s” has started.") % {"title": line.title})
    return redirect("console:campaigns:detail", strategy_id)


def _campaign(request: StaffRequest, strategy_id: int) -> tuple[Line, StrategyDraft, Campaign]:
    line, strategy = strategy_at(request, strategy_id)
    campaign = as_campaign(strategy.document)
    if campaign is None:
        raise Http404
    return line, strategy, campaign


def _editor(request: StaffRequest, old: tuple[Line, StrategyDraft] | None, kept: Campaign | None) -> HttpResponse:
    scope, language = scope_of(staff=request.staff), request.staff.language
    known = pages.known_to(scope=scope, language=language)
    line = old[0] if old else None
    initial = {**forms.initial_of(kept, language=language), "revision": old[1].revision if old else None}
    if old:
        initial["creditor"] = old[1].creditor_id
    if request.method != "POST":
        form = forms.CampaignForm(initial=initial, known=known, kept=kept, is_new=old is None)
        rows = forms.rows_of(known=known, shown=forms.shown_rows(kept))
        return render(request, "console/campaigns/edit.html", {"page": EditPage(form, rows, line)})
    action = request.POST.get("do", "save")
    if action != "save":
        shown = {**initial, **forms.typed(request.POST)}
        form = forms.CampaignForm(initial=shown, known=known, kept=kept, is_new=old is None)
        rows = forms.rows_of(known=known, shown=forms.changed_rows(request.POST, action=action))
        return render(request, "console/campaigns/edit.html", {"page": EditPage(form, rows, line)})
    form = forms.CampaignForm(request.POST, initial=initial, known=known, kept=kept, is_new=old is None)
    rows = forms.rows_of(known=known, data=request.POST)
    if form.is_valid() & rows.is_valid():
        if not rows.forms:
            form.add_error(None, gettext("Add at least one message or task."))
        elif (saved := _save(request, form, rows, old, kept)) is not None:
            toast_next_page(request, gettext("Campaign saved."))
            return redirect("console:campaigns:detail", saved)
    return render(request, "console/campaigns/edit.html", {"page": EditPage(form, rows, line)}, status=422)


def _save(
    request: StaffRequest,
    form: forms.CampaignForm,
    rows: forms.Rows,
    old: tuple[Line, StrategyDraft] | None,
    kept: Campaign | None,
) -> int | None:
    """Keep what was filled in as a draft; None if that was refused (the form says why)."""
    name = old[1].key if old else key_of(form.cleaned_data["title"])
    campaign = forms.campaign_of(form, rows, kept=kept, name=name, language=request.staff.language)
    try:
        if old is None:
            return create_strategy(
                document=to_document(campaign),
                creditor_id=form.cleaned_data["creditor"],
                actor=request.staff.actor,
                now=clock.now(),
            )
        save_draft(
            strategy_id=old[1].id,
            revision=form.cleaned_data["revision"] or 0,
            document=to_document(campaign),
            actor=request.staff.actor,
            now=clock.now(),
        )
    except CannotSaveDraft as refusal:
        form.add_error(*pages.refusal(refusal))
        return None
    return old[1].id
