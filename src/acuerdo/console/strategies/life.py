"""The life of a strategy: published with its difference, paused, stopped, rolled back, archived."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.strategies import life_pages
from acuerdo.console.strategies.finding import strategy_at
from acuerdo.console.strategies.forms import CompareForm, RunningForm
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.pauses import resumed_words
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission
from acuerdo.strategies.enums import RunningCases
from acuerdo.strategies.operations import (
    CannotHalt,
    CannotPublish,
    Published,
    archive_strategy,
    pause_strategy,
    publish_strategy,
    resume_strategy,
    roll_back_strategy,
    stop_strategy,
)
from acuerdo.strategies.queries import faults_in_words, move_of, versions_of


@require(Permission.PUBLISH_STRATEGIES)
def publish(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """What going live would change and touch, and going live: cases inside finish on their version or move."""
    line, strategy = strategy_at(request, strategy_id)
    form = RunningForm(request.POST if request.method == "POST" else None, initial={"revision": strategy.revision})
    faults = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = publish_strategy(
                strategy_id=strategy.id,
                running=RunningCases(given["running"]),
                revision=given["revision"],
                actor=request.staff.actor,
                now=clock.now(),
            )
        except CannotPublish as refusal:
            form.add_error(None, life_pages.publish_refusal(refusal))
            faults = faults_in_words(refusal.faults)
        else:
            return _published(request, line, done)
    language = request.staff.language
    page = life_pages.publish_page(strategy=strategy, line=line, language=language, form=form, faults=faults)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/strategies/publish.html", {"page": page, "crumbs": page.crumbs}, status=status)


@require(Permission.PUBLISH_STRATEGIES)
def roll_back(request: StaffRequest, strategy_id: int, number: int) -> HttpResponse:
    """Make an older version live again, as a new one."""
    line, strategy = strategy_at(request, strategy_id)
    if number not in {version.number for version in versions_of(strategy_id=strategy_id)}:
        raise Http404
    form = RunningForm(request.POST if request.method == "POST" else None)
    faults = []
    if request.method == "POST" and form.is_valid():
        try:
            done = roll_back_strategy(
                strategy_id=strategy.id,
                number=number,
                running=RunningCases(form.cleaned_data["running"]),
                actor=request.staff.actor,
                now=clock.now(),
            )
        except CannotPublish as refusal:
            form.add_error(None, life_pages.publish_refusal(refusal))
            faults = faults_in_words(refusal.faults)
        else:
            return _published(request, line, done)
    page = life_pages.roll_back_page(
        strategy=strategy, line=line, language=request.staff.language, number=number, form=form, faults=faults
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "console/strategies/publish.html", {"page": page, "crumbs": page.crumbs}, status=status)


@require(Permission.SEE_STRATEGIES)
def versions(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Who published what when, and running cases on their way; htmx asks again while they move."""
    line, strategy = strategy_at(request, strategy_id)
    page = life_pages.versions_page(strategy=strategy, line=line)
    fragment = request.headers.get("HX-Target") == "moves"
    template = "console/strategies/moves.html" if fragment else "console/strategies/versions.html"
    form = CompareForm(versions=page.versions, initial=page.worth_comparing)
    return render(request, template, {"page": page, "crumbs": page.crumbs, "form": form})


@require(Permission.SEE_STRATEGIES)
def compare(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Any two versions, or a version and the draft."""
    line, strategy = strategy_at(request, strategy_id)
    form = CompareForm(request.GET, versions=versions_of(strategy_id=strategy_id))
    if not form.is_valid():
        raise Http404
    page = life_pages.compare_page(
        strategy=strategy,
        line=line,
        language=request.staff.language,
        before=form.cleaned_data["before"],
        after=form.cleaned_data["after"],
    )
    return render(request, "console/strategies/compare.html", {"page": page, "crumbs": page.crumbs, "form": form})


@require(Permission.PUBLISH_STRATEGIES)
@require_POST
def pause(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Hold every case where it stands."""
    return _halt(request, strategy_id, pause_strategy, gettext("Paused: every case stays where it is."))


@require(Permission.PUBLISH_STRATEGIES)
@require_POST
def resume(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Let a paused strategy go on, and say who came in of those who waited."""
    line, strategy = strategy_at(request, strategy_id)
    try:
        admitted = resume_strategy(strategy_id=strategy.id, actor=request.staff.actor, now=clock.now())
    except CannotHalt as refusal:
        toast_next_page(request, life_pages.halt_refusal(refusal, request.staff.language), tone="error")
    else:
        toast_next_page(request, resumed_words(admitted))
    return redirect(line.address)


@require(Permission.PUBLISH_STRATEGIES)
def stop(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Say what stopping means, then end the strategy and every case in it, for good."""
    if request.method != "POST":
        line, _strategy = strategy_at(request, strategy_id)
        page = life_pages.stop_page(line=line, language=request.staff.language)
        return render(request, "console/strategies/stop.html", {"page": page, "crumbs": page.crumbs})
    return _halt(request, strategy_id, stop_strategy, gettext("Stopped for good."))


@require(Permission.PUBLISH_STRATEGIES)
@require_POST
def archive(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Take a draft or a stopped strategy off the lists."""
    return _halt(request, strategy_id, archive_strategy, gettext("Strategy archived."), leads_to_list=True)


def _published(request: StaffRequest, line: Line, done: Published) -> HttpResponse:
    move = move_of(move_id=done.move_id) if done.move_id is not None else None
    if move is None:
        toast_next_page(request, gettext("Version %(number)s is live.") % {"number": done.number})
        return redirect(line.address)
    words = ngettext(
        "Version %(number)s is live; %(count)s case is moving to it.",
        "Version %(number)s is live; %(count)s cases are moving to it.",
        move.total,
    )
    toast_next_page(request, words % {"number": done.number, "count": move.total})
    return redirect("console:strategies:versions", line.row.id)


def _halt(
    request: StaffRequest, strategy_id: int, act: Callable[..., None], words: str, *, leads_to_list: bool = False
) -> HttpResponse:
    line, strategy = strategy_at(request, strategy_id)
    try:
        act(strategy_id=strategy.id, actor=request.staff.actor, now=clock.now())
    except CannotHalt as refusal:
        toast_next_page(request, life_pages.halt_refusal(refusal, request.staff.language), tone="error")
        return redirect(line.address)
    toast_next_page(request, words)
    return redirect("console:strategies:index") if leads_to_list else redirect(line.address)
