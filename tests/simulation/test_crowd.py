"""Simulated debtors before the database: every kind of answer goes through the operations that people would use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from acuerdo.cases.models import CaseFacts, PortalVisit
from acuerdo.cases.operations import refreshed_once, sync_cases
from acuerdo.kernel.audit import SYSTEM
from acuerdo.payments.models import Offer, Payment, Promise
from acuerdo.payments.operations import make_offers
from acuerdo.portfolio.models import Debt
from acuerdo.simulation.behaviour import SCRIPT, Habits
from acuerdo.simulation.crowd import Crowd
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=20)
NEVER = Habits(1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def _crowd(**chances: float) -> Crowd:
    """Everybody opens and clicks every message, and does what is named here."""
    script = replace(
        SCRIPT,
        habits={kind: replace(NEVER, **chances) for kind in SCRIPT.habits},
        bounces_on={"email": 0.0, "sms": 0.0},
        opens_on={"email": 10.0, "sms": 10.0},
        clicks_on={"email": 10.0, "sms": 10.0},
    )
    return Crowd(seed=1, script=script)


@pytest.fixture
def case() -> Any:
    """Carla owes 240.00 and was written to just now."""
    roble = factories.creditor()
    carla = factories.debtor(at=roble)
    factories.debt(carla, roble)
    pairs = pl.DataFrame({"creditor_id": [roble.pk], "debtor_id": [carla.pk]})
    sync_cases(pairs=pairs, actor=SYSTEM, now=NOW)
    case = CaseFacts.objects.get().case
    factories.message(case, "email", at=NOW, provider="sandbox")
    return case


def _offer(case: Any, **terms: Any) -> None:
    row = {
        "case_id": case.pk, "debtor_id": case.debtor_id, "creditor_id": case.creditor_id, "discount_percent": None,
        "instalments": None, "expires_at": NOW + timedelta(days=30), **terms,
    }  # fmt: skip
    make_offers(pl.DataFrame([row]), now=NOW)


def _live(crowd: Crowd) -> None:
    assert crowd.hear(after=NOW - timedelta(hours=1), now=NOW) == 1
    with refreshed_once(now=LATER):
        crowd.act(now=LATER)


def test_whoever_clicks_visits_and_names_a_day(case: Any) -> None:
    _live(_crowd(promises=1.0))

    facts = CaseFacts.objects.get()
    promise = Promise.objects.get()
    assert (PortalVisit.objects.count(), facts.portal_visits, facts.links_clicked) == (1, 1, 1)
    assert (promise.amount_cents, promise.offer_id, facts.open_promise_date) == (24_000, None, promise.due_date)


def test_whoever_pays_all_while_a_settlement_is_on_the_table_pays_that(case: Any) -> None:
    _offer(case, kind="settlement", discount_percent=25)

    _live(_crowd(pays=1.0))

    assert (Payment.objects.get().amount_cents, Debt.objects.get().status) == (18_000, "paid")
    assert Offer.objects.get().state == "settled"
    assert CaseFacts.objects.get().status == "closed"


def test_whoever_would_promise_takes_a_plan_and_pays_its_parts(case: Any) -> None:
    _offer(case, kind="plan", instalments=3)
    crowd = _crowd(promises=1.0, keeps_promise=1.0)

    _live(crowd)
    first = Promise.objects.earliest("due_date").due_date
    crowd.begin_day(now=LATER + (first - LATER.date()))
    crowd.act(now=LATER + (first - LATER.date()) + timedelta(days=1))

    assert Offer.objects.get().state == "accepted"
    assert list(Promise.objects.order_by("due_date").values_list("status", flat=True)) == ["kept", "open", "open"]
    assert Payment.objects.get().amount_cents == 8_000
