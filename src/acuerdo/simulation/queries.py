"""Reads of simulation: what a strategy would do to synthetic people under the law that binds its creditors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from acuerdo.compliance.queries import bindings_of, packs_of
from acuerdo.simulation.forecasts import Forecast, simulate
from acuerdo.strategies.queries.versions import graph_of_draft
from acuerdo.strategies.rules.document import Document

SEED = 1  # the same people each time, so that two strategies differ by what they do


class CannotForecast(ValueError):
    """No law binds any of the creditors: nobody may be contacted for them."""


def forecast_of(
    document: Document, *, creditor_id: int | None, creditor_ids: Sequence[int], people: int, days: int, now: datetime
) -> Forecast:
    """Run a document without faults on so many synthetic people from today on.

    `creditor_id` is the one it belongs to (None: all of `creditor_ids`). The packs of all of them apply together: they
    can only tighten one another. Raises `CannotForecast`.
    """
    bindings = bindings_of(creditor_ids=creditor_ids if creditor_id is None else [creditor_id])
    names = tuple(dict.fromkeys(name for each in bindings.values() if each.has_law for name in each.names))
    if not names:
        raise CannotForecast
    return simulate(
        graph_of_draft(document, creditor_id=creditor_id),
        packs_of(names, now=now),
        population=people,
        days=days,
        seed=SEED,
        first_day=now.date(),
    )
