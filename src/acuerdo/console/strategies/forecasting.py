"""Running a strategy on synthetic people before anybody is contacted: nothing is sent, reserved or written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies import forecast_pages
from acuerdo.console.strategies.finding import tried_at
from acuerdo.console.strategies.forms import ForecastForm
from acuerdo.kernel import clock
from acuerdo.simulation.queries import CannotForecast, forecast_of
from acuerdo.staff.rules import Permission


@require(Permission.SEE_STRATEGIES)
def forecast(request: StaffRequest, strategy_id: int) -> HttpResponse:
    """Ask how many people and days (`people`, `days` in the address), then say what would come of it."""
    tried = tried_at(request, strategy_id)
    form = ForecastForm(request.GET if "people" in request.GET else None)
    found = None
    if form.is_valid() and not tried.faults:
        try:
            found = forecast_of(
                tried.document,
                creditor_id=tried.strategy.creditor_id,
                creditor_ids=scope_of(staff=request.staff).ids,
                people=form.cleaned_data["people"],
                days=form.cleaned_data["days"],
                now=clock.now(),
            )
        except CannotForecast:
            form.add_error(None, gettext("No policy pack binds the creditor, so nobody may be contacted."))
    page = forecast_pages.forecast_page(
        line=tried.line, form=form, shows_draft=tried.shows_draft, faults=tried.faults, found=found
    )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/strategies/forecast.html", {"page": page, "crumbs": page.crumbs}, status=status)
