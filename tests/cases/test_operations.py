"""Cases open and close by what is owed; facts, tasks, notes and requests follow."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection

from acuerdo.cases.events import CasesClosed, CasesOpened
from acuerdo.cases.models import Case, CaseFacts, Note, SavedView, StageChange, Task
from acuerdo.cases.operations import (
    CannotCompleteTask,
    add_note,
    assign_case,
    cancel_tasks,
    complete_task,
    create_tasks,
    declare_hardship,
    delete_view,
    open_dispute,
    record_visit,
    refresh_facts,
    refresh_stages,
    save_view,
    sync_cases,
)
from acuerdo.cases.queries import open_case_ids, open_case_of, saved_views
from acuerdo.cases.queries.keys import open_cases_by_debtor
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.events import publish
from acuerdo.kernel.models import AuditEntry, Event
from acuerdo.payments.operations import make_promise, record_payment
from acuerdo.portfolio.events import DebtsImported
from acuerdo.portfolio.models import Debt, Debtor
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


def sync(*pairs: tuple[int, int]) -> Any:
    frame = pl.DataFrame(list(pairs), schema={"creditor_id": pl.Int64, "debtor_id": pl.Int64}, orient="row")
    return sync_cases(pairs=frame, actor=SYSTEM, now=NOW)


def opened(carla: Any, roble: Any) -> Case:
    (case_id,) = sync((roble.pk, carla.pk)).opened
    return Case.objects.get(pk=case_id)


def pay(case: Case, cents: int, reference: str = "R1", **more: Any) -> None:
    given: dict[str, Any] = {"received_at": NOW, "now": NOW}
    record_payment(
        provider="sandbox", reference=reference, creditor_id=case.creditor_id, debtor_id=case.debtor_id,
        amount_cents=cents, currency="EUR", actor=SYSTEM, **(given | more),
    )  # fmt: skip


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


# --- opening and closing ------------------------------------------------------------------------------------------
def test_case_opens_for_who_owes_with_its_stage_and_facts(roble: Any, carla: Any) -> None:
    nothing_owed = factories.debtor("Dan Vega", at=roble)

    synced = sync((roble.pk, carla.pk), (roble.pk, carla.pk), (roble.pk, nothing_owed.pk))

    case = Case.objects.get()
    assert (synced.opened, synced.closed, synced.kept) == ((case.pk,), (), ())
    assert (case.debtor_id, case.status, case.stage, case.opened_at) == (carla.pk, "open", "early", NOW)
    facts = CaseFacts.objects.get()
    assert (facts.balance_cents, facts.oldest_due_date, facts.stage) == (24_000, date(2026, 5, 1), "early")
    assert actions() == ["cases.case.opened"]
    assert Event.objects.get(kind=CasesOpened.__name__).data == {"creditor_id": roble.pk, "case_ids": [case.pk]}


def test_sync_again_keeps_the_case_and_writes_nothing(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    before = (Event.objects.count(), AuditEntry.objects.count(), _version(case))

    synced = sync((roble.pk, carla.pk))

    assert (synced.opened, synced.closed, synced.kept) == ((), (), (case.pk,))
    assert (Event.objects.count(), AuditEntry.objects.count(), _version(case)) == before


def _version(case: Case) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM cases_casefacts WHERE case_id = %s", [case.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("status", "reason"), [("paid", "paid"), ("recalled", "recalled"), ("written_off", "written_off")]
)
def test_case_closes_when_nothing_is_owed_any_more(roble: Any, carla: Any, status: str, reason: str) -> None:
    case = opened(carla, roble)
    task = factories.task(case)
    Debt.objects.update(status=status, principal_cents=0 if status == "paid" else 24_000)

    synced = sync((roble.pk, carla.pk))

    case.refresh_from_db()
    task.refresh_from_db()
    assert synced.closed == (case.pk,)
    assert (case.status, case.close_reason, case.closed_at, task.status) == ("closed", reason, NOW, "cancelled")
    assert CaseFacts.objects.get().status == "closed"
    assert actions()[-1] == "cases.case.closed"
    assert Event.objects.get(kind=CasesClosed.__name__).data == {
        "creditor_id": roble.pk, "case_ids": [case.pk], "reason": reason,
    }  # fmt: skip


def test_case_of_an_undone_import_closes_as_undone(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portfolio_ledgerentry")
        cursor.execute("DELETE FROM portfolio_debt")

    sync((roble.pk, carla.pk))

    case.refresh_from_db()
    assert case.close_reason == "undone"


def test_new_debt_after_closing_opens_a_new_case(roble: Any, carla: Any) -> None:
    first = opened(carla, roble)
    Debt.objects.update(status="paid", principal_cents=0)
    sync((roble.pk, carla.pk))
    factories.debt(carla, roble, 5_000)

    (second,) = sync((roble.pk, carla.pk)).opened

    assert second != first.pk
    assert open_case_of(creditor_id=roble.pk, debtor_id=carla.pk) == second
    assert open_case_ids(debtor_ids=[carla.pk]) == [second]
    assert open_cases_by_debtor(creditor_id=roble.pk, debtor_ids=[carla.pk, 999]) == {carla.pk: second}


def test_one_person_has_a_case_with_each_creditor(roble: Any, carla: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)
    factories.debt(carla, lumen, 9_000)

    synced = sync((roble.pk, carla.pk), (lumen.pk, carla.pk))

    assert len(synced.opened) == 2
    assert sorted(CaseFacts.objects.values_list("balance_cents", flat=True)) == [9_000, 24_000]
    assert Event.objects.filter(kind=CasesOpened.__name__).count() == 2


def test_import_is_heard_and_opens_cases(roble: Any, carla: Any) -> None:
    publish(DebtsImported(creditor_id=roble.pk, import_id=7, debtor_ids=(carla.pk,)), now=NOW)

    assert Case.objects.get().debtor_id == carla.pk
    assert AuditEntry.objects.get(action="cases.case.opened").actor_kind == "import"


def test_payment_in_part_keeps_the_case_and_in_full_closes_it(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    pay(case, 10_000)
    partly = CaseFacts.objects.get()
    pay(case, 14_000, "R2")
    fully = CaseFacts.objects.get()

    assert (partly.status, partly.balance_cents, partly.paid_cents, partly.payments_count) == (
        "open",
        14_000,
        10_000,
        1,
    )
    assert (fully.status, fully.balance_cents, fully.paid_cents, fully.last_payment_cents) == (
        "closed",
        0,
        24_000,
        14_000,
    )
    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("closed", "paid")


# --- facts --------------------------------------------------------------------------------------------------------
def test_facts_follow_promises_and_languages(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    make_promise(
        creditor_id=roble.pk, debtor_id=carla.pk, amount_cents=8_000, due_date=date(2026, 6, 20), made_via="portal",
        actor=CARLA, now=NOW,
    )  # fmt: skip

    facts = CaseFacts.objects.get(case=case)
    assert (facts.open_promise_date, facts.open_promise_cents) == (date(2026, 6, 20), 8_000)


def test_recomputing_from_scratch_gives_the_same_rows(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    pay(case, 10_000)
    declare_hardship(case_id=case.pk, wish="person", text="", actor=CARLA, now=NOW)
    open_dispute(case_id=case.pk, reason="other", text="", debt_ids=[], actor=CARLA, now=NOW)
    record_visit(case_id=case.pk, message_id=None, now=NOW)
    kept = CaseFacts.objects.values().get()

    CaseFacts.objects.all().delete()
    refresh_facts([case.pk], now=NOW)

    assert CaseFacts.objects.values().get() == kept


def test_refresh_of_one_source_makes_a_whole_row_where_there_is_none(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    CaseFacts.objects.all().delete()

    assert refresh_facts([case.pk], names=["payments"], now=NOW) == 1
    assert refresh_facts([case.pk], names=["payments"], now=NOW) == 0
    assert refresh_facts([case.pk], names=[], now=NOW) == 0
    assert refresh_facts([], now=NOW) == 0

    assert CaseFacts.objects.get().balance_cents == 24_000


@pytest.mark.parametrize("of_cases", [True, False])
def test_refresh_of_a_source_nobody_declares_is_refused(roble: Any, carla: Any, of_cases: bool) -> None:
    case = opened(carla, roble)
    factories.payment(case, 100)

    with pytest.raises(ValueError, match="nobody declares facts under 'payment'; there are: "):
        refresh_facts([case.pk] if of_cases else [], names=["payments", "payment"], now=NOW)

    assert CaseFacts.objects.get().paid_cents == 0


def test_refresh_of_one_source_leaves_the_others_alone(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    Debtor.objects.update(language="en")
    factories.payment(case, 100)

    refresh_facts([case.pk], names=["payments"], now=NOW)

    facts = CaseFacts.objects.get()
    assert (facts.paid_cents, facts.language) == (100, "es")


# --- stages -------------------------------------------------------------------------------------------------------
def test_stages_move_with_time_and_leave_a_row(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    moved = [refresh_stages(now=NOW + timedelta(days=days)) for days in (0, 15, 16, 16, 136)]

    case.refresh_from_db()
    assert moved == [0, 0, 1, 0, 1]
    assert (case.stage, CaseFacts.objects.get().stage) == ("pre_court", "pre_court")
    assert [(change.from_stage, change.to_stage, change.reason) for change in StageChange.objects.order_by("pk")] == [
        ("early", "late", "days_past_due=61"),
        ("late", "pre_court", "days_past_due=181"),
    ]


def test_stage_moves_at_once_when_the_debts_change(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    Debt.objects.update(due_date=date(2026, 1, 1))

    sync((roble.pk, carla.pk))

    case.refresh_from_db()
    assert case.stage == "late"


# --- work ---------------------------------------------------------------------------------------------------------
def test_tasks_are_created_done_and_cancelled(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    row = {"case_id": case.pk, "creditor_id": roble.pk, "kind": "call", "title": "Call Carla", "due_at": NOW}

    first, second = create_tasks(tasks=pl.DataFrame([row | {"enrolment_id": 5}, row | {"enrolment_id": 6}]), now=NOW)
    waiting = CaseFacts.objects.get().open_tasks
    complete_task(task_id=first, actor=SYSTEM, now=NOW)
    cancelled = cancel_tasks(enrolment_ids=[5, 6], now=NOW)

    assert (waiting, cancelled, CaseFacts.objects.get().open_tasks) == (2, 1, 0)
    assert dict(Task.objects.values_list("pk", "status")) == {first: "done", second: "cancelled"}
    assert create_tasks(tasks=pl.DataFrame(), now=NOW) == []


def test_task_is_done_only_once(roble: Any, carla: Any) -> None:
    task = factories.task(opened(carla, roble), status="done")

    with pytest.raises(CannotCompleteTask):
        complete_task(task_id=task.pk, actor=SYSTEM, now=NOW)

    assert "cases.task.completed" not in actions()


def test_note_is_written_by_its_author(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)
    ana = factories.ana(roble)

    add_note(case_id=case.pk, text="Llamará el lunes.", actor=Actor("user", ana.pk, ana.name), now=NOW)
    add_note(case_id=case.pk, text="Importado.", actor=SYSTEM, now=NOW)

    assert list(Note.objects.order_by("pk").values_list("text", "author_id")) == [
        ("Llamará el lunes.", ana.pk), ("Importado.", None),
    ]  # fmt: skip
    assert actions()[-2:] == ["cases.note.added", "cases.note.added"]


def test_case_is_assigned_once(roble: Any, carla: Any) -> None:
    case = opened(carla, roble)

    for _ in range(2):
        assign_case(case_id=case.pk, assignee_id=9, actor=SYSTEM, now=NOW)

    assert CaseFacts.objects.get().assignee_id == 9
    assert actions().count("cases.case.assigned") == 1


def test_views_are_saved_replaced_and_deleted_by_their_owner(roble: Any) -> None:
    ana, ben = factories.ana(roble), factories.ben(roble)

    first = save_view(user_id=ana.pk, name="Mine", query="stage=late", now=NOW)
    again = save_view(user_id=ana.pk, name="Mine", query="stage=early", now=NOW)
    delete_view(view_id=first, user_id=ben.pk)

    assert first == again
    assert [view.query for view in saved_views(user_id=ana.pk)] == ["stage=early"]
    delete_view(view_id=first, user_id=ana.pk)
    assert SavedView.objects.count() == 0
