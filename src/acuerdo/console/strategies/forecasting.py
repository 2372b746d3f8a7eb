"""Running a strategy on synthetic people before anybody is contacted: nothing is sent, reserved or written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies import forecast_pages
from acuerdo.console.strategies.finding import as_draft, strategy_at
from acuerdo.console.strategies.forms import ForecastForm
from acuerdo.kernel import clock
from acuerdo.simulation.queries import CannotForecast, forecast_of
from acuerdo.staff.rules import Permission
from acuerdo.strategies.queries import document_of, faults_in_words, faults_of_draft


@require(Permission.SEE_STRATEGIES)
def forecast(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Ask how many people and days (`people`, `days` in the address), then say what would come of it."""
    line, strategy = strategy_at(request, strategy_id)
    shows_draft = line.row.version is None or request.GET.get("show") != "live"
    document = strategy.document if shows_draft else document_of(strategy.live_version_id or 0)
    faults = faults_in_words(faults_of_draft(as_draft(strategy, document)))
    form = ForecastForm(request.GET if "people" in request.GET else None)
    found = None
    if form.is_valid() and not faults:
        try:
            found = forecast_of(
                document,
                creditor_id=strategy.creditor_id,
                creditor_ids=scope_of(staff=request.staff).ids,
                people=form.cleaned_data["people"],
                days=form.cleaned_data["days"],
                now=clock.now(),
            )
        except CannotForecast:
            form.add_error(None, gettext("No policy pack binds the creditor, so nobody may be contacted."))
    page = forecast_pages.forecast_page(line=line, form=form, shows_draft=shows_draft, faults=faults, found=found)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/strategies/forecast.html", {"page": page, "crumbs": page.crumbs}, status=status)
