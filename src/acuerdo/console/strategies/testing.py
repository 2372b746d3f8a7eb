"""Trying a strategy out on one case: nothing is sent, reserved or written."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies import walk_pages
from acuerdo.console.strategies.finding import Tried, tried_at
from acuerdo.kernel import clock
from acuerdo.segments.queries import names_of_references
from acuerdo.staff.rules import Permission
from acuerdo.strategies.queries import StrategyDraft
from acuerdo.strategies.queries.versions import graph_of_draft
from acuerdo.strategies.queries.walking import MOST_STEPS, walk


@require(Permission.SEE_STRATEGIES)
def test(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Choose a case, then walk it: `case`, `at` (when it enters) and one `then` for each wait stand in the address."""
    tried = tried_at(request, strategy_id)
    creditor_ids = _creditors(request, tried.strategy)
    asked = _asked(request, shows_draft=tried.shows_draft)
    if asked is None or tried.faults:
        page = walk_pages.choosing_page(
            line=tried.line,
            sought=request.GET.get("q", ""),
            creditor_ids=creditor_ids,
            shows_draft=tried.shows_draft,
            faults=tried.faults,
            now=clock.now(),
        )
    else:
        page = _walked(request, tried, asked, creditor_ids)
    return render(request, "console/strategies/test.html", {"page": page, "crumbs": page.crumbs})


def _walked(
    request: StaffRequest, tried: Tried, asked: walk_pages.WalkAsked, creditor_ids: list[int]
) -> walk_pages.WalkPage:
    graph = graph_of_draft(tried.document, creditor_id=tried.strategy.creditor_id)
    walked = walk(graph, case_id=asked.case_id, creditor_ids=creditor_ids, choices=asked.choices, now=asked.at)
    if walked is None:
        raise Http404
    return walk_pages.walk_page(
        line=tried.line,
        document=tried.document,
        walked=walked,
        asked=asked,
        creditor_ids=creditor_ids,
        custom=graph.custom,
        names=names_of_references(creditor_ids=creditor_ids),
        language=request.staff.language,
    )


def _creditors(request: StaffRequest, strategy: StrategyDraft) -> list[int]:
    ids = scope_of(staff=request.staff).ids
    return ids if strategy.creditor_id is None else [each for each in ids if each == strategy.creditor_id]


def _asked(request: StaffRequest, *, shows_draft: bool) -> walk_pages.WalkAsked | None:
    case = request.GET.get("case", "")
    if not case.isdecimal() or len(case) > 18:
        return None
    return walk_pages.WalkAsked(
        case_id=int(case),
        at=_instant(request.GET.get("at", "")),
        choices=tuple(request.GET.getlist("then")[:MOST_STEPS]),
        shows_draft=shows_draft,
    )


def _instant(text: str) -> datetime:
    """When the walk begins: now, unless the address says when it was begun."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and found.tzinfo is not None else clock.now()
