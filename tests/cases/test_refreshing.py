"""Many small changes at one instant: facts follow once, at the end, and not at all if the instant fails."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from acuerdo.cases.models import CaseFacts, PortalVisit
from acuerdo.cases.operations import assign_case, record_visits, refresh_facts, refreshed_once, sync_cases
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import Event
from acuerdo.portfolio.models import Debtor
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> Any:
    """Carla's and Diego's."""
    roble = factories.creditor()
    people = [factories.debtor(at=roble, reference=name) for name in ("C-1", "C-2")]
    for number, debtor in enumerate(people):
        factories.debt(debtor, roble, reference=f"CARD-{number}")
    pairs = pl.DataFrame({"creditor_id": [roble.pk] * 2, "debtor_id": [debtor.pk for debtor in people]})
    return sync_cases(pairs=pairs, actor=SYSTEM, now=NOW).opened


def _visits() -> list[int]:
    return list(CaseFacts.objects.order_by("case_id").values_list("portal_visits", flat=True))


def test_facts_follow_once_at_the_end(cases: Any) -> None:
    ana = factories.ana()

    with refreshed_once(now=NOW):
        record_visits(visits={cases[0]: None}, now=NOW)
        record_visits(visits={cases[0]: None, cases[1]: 5}, now=NOW + timedelta(hours=1))
        assign_case(case_id=cases[1], assignee_id=ana.pk, actor=SYSTEM, now=NOW)
        before = _visits()

    assert (before, _visits()) == ([0, 0], [2, 1])
    assert CaseFacts.objects.get(case_id=cases[1]).assignee_id == ana.pk


def test_whole_rows_are_made_of_all_sources(cases: Any) -> None:
    CaseFacts.objects.all().delete()

    with refreshed_once(now=NOW):
        refresh_facts([cases[0]], names=["cases"], now=NOW)
        refresh_facts([cases[0]], now=NOW)

    assert list(CaseFacts.objects.values_list("case_id", "balance_cents")) == [(cases[0], 24_000)]


def _visit_and_fail(cases: Any) -> None:
    record_visits(visits={cases[0]: None}, now=NOW)
    refresh_facts(cases, names=["nowhere"], now=NOW)


def test_what_fails_leaves_nothing_and_later_refreshes_count_again(cases: Any) -> None:
    with pytest.raises(ValueError, match="nobody declares"), refreshed_once(now=NOW):
        _visit_and_fail(cases)

    changed = refresh_facts(cases, now=NOW)

    assert (changed, PortalVisit.objects.count(), _visits()) == (0, 0, [0, 0])


def test_visits_together_count_once_in_half_an_hour_and_are_told_of(cases: Any) -> None:
    record_visits(visits={cases[0]: 3}, now=NOW)

    visited = record_visits(visits={cases[0]: 4, cases[1]: 5, 999_999: 6}, now=NOW + timedelta(minutes=10))

    assert visited == [cases[1]]
    assert list(PortalVisit.objects.order_by("id").values_list("case_id", "message_id")) == [
        (cases[0], 3),
        (cases[1], 5),
    ]
    told = Event.objects.filter(kind="PortalVisited").order_by("id").values_list("debtor_id", "data__message_id")
    assert list(told) == list(zip(Debtor.objects.order_by("id").values_list("id", flat=True), (3, 5), strict=True))
