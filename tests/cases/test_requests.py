"""What debtors ask of us stops contact where it should and reaches an agent."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from acuerdo.cases.models import Case, CaseFacts, Note, PortalVisit, Task
from acuerdo.cases.operations import CannotOpenRequest, declare_hardship, open_dispute, record_visit, sync_cases
from acuerdo.compliance.models import Hold
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.models import Event
from acuerdo.portfolio.models import Debt
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
CARLA = Actor(kind="debtor", id=1, name="debtor 1")


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def carla(roble: Any) -> Any:
    """Carla owes 240.00 since 45 days; nobody has opened a case yet."""
    debtor = factories.debtor(at=roble)
    factories.debt(debtor, roble, reference="CARD")
    return debtor


def opened(carla: Any, roble: Any) -> Case:
    pairs = pl.DataFrame({"creditor_id": [roble.pk], "debtor_id": [carla.pk]})
    (case_id,) = sync_cases(pairs=pairs, actor=SYSTEM, now=NOW).opened
    return Case.objects.get(pk=case_id)


def test_dispute_stops_contact_and_asks_an_agent(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    task = open_dispute(case_id=case.pk, reason="wrong_amount", text="Pagué 50", debt_ids=[], actor=CARLA, now=NOW)

    hold = Hold.objects.get()
    assert (hold.event, hold.debtor_id, hold.creditor_id, hold.lifted_at) == (
        "dispute_opened",
        carla.pk,
        roble.pk,
        None,
    )
    found = Task.objects.get()
    assert (found.pk, found.kind, found.due_at) == (task, "dispute", NOW + timedelta(days=2))
    assert "Pagué 50" in Note.objects.get().text
    assert Debt.objects.get().disputed_at == NOW
    facts = CaseFacts.objects.get()
    assert (facts.on_hold, facts.is_disputed, facts.disputed_debts, facts.open_tasks) == (True, True, 1, 1)
    assert Event.objects.filter(kind="DisputeOpened").count() == 1


def test_dispute_said_again_adds_words_and_no_second_task(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    tasks = {
        open_dispute(case_id=case.pk, reason="not_mine", text=text, debt_ids=[], actor=CARLA, now=NOW)
        for text in ("one", "two")
    }

    assert (len(tasks), Task.objects.count(), Hold.objects.count(), Note.objects.count()) == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("wish", "kind", "rests"),
    [("pause", "hardship", True), ("lower", "hardship", True), ("person", "call_back", False)],
)
def test_hardship_rests_contact_and_asks_an_agent(roble: Any, carla: Any, wish: str, kind: str, rests: bool) -> None:
    case = opened(carla, roble)

    first = declare_hardship(case_id=case.pk, wish=wish, text="Sin trabajo", actor=CARLA, now=NOW)
    again = declare_hardship(case_id=case.pk, wish=wish, text="Sin trabajo", actor=CARLA, now=NOW)

    assert first == again
    assert Task.objects.get().kind == kind
    assert [hold.until for hold in Hold.objects.all()] == ([NOW + timedelta(days=14)] if rests else [])
    assert Event.objects.filter(kind="HardshipDeclared").count() == 1


def test_requests_are_refused_for_unknown_words_and_closed_cases(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    with pytest.raises(CannotOpenRequest):
        open_dispute(case_id=case.pk, reason="?", text="", debt_ids=[], actor=CARLA, now=NOW)
    with pytest.raises(CannotOpenRequest):
        declare_hardship(case_id=case.pk, wish="?", text="", actor=CARLA, now=NOW)
    Case.objects.update(status="closed")

    with pytest.raises(CannotOpenRequest):
        open_dispute(case_id=case.pk, reason="other", text="", debt_ids=[], actor=CARLA, now=NOW)

    assert (Hold.objects.count(), Task.objects.count(), Note.objects.count()) == (0, 0, 0)


def test_visit_counts_once_in_half_an_hour(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    counted = [record_visit(case_id=case.pk, message_id=3, now=NOW + timedelta(minutes=m)) for m in (0, 10, 31)]

    facts = CaseFacts.objects.get()
    assert counted == [True, False, True]
    assert (facts.portal_visits, facts.last_visit_date, PortalVisit.objects.count()) == (2, NOW.date(), 2)
