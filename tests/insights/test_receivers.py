"""Figures follow the news: what operations do shows in the rollups, and a rebuild would give the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from acuerdo.cases.events import CasesClosed, CasesOpened
from acuerdo.channels.events import MessageEventsRecorded, MessagesSent
from acuerdo.insights import operations
from acuerdo.insights.models import DailyRollup
from acuerdo.insights.queries import CONSISTENCY
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.events import publish
from acuerdo.payments.enums import Method
from acuerdo.payments.operations import make_promise, record_payment
from acuerdo.portfolio.events import ImportUndone, LedgerPosted
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    roble = factories.creditor()
    case = factories.case(factories.debtor(at=roble), roble, opened_at=NOW)
    factories.debt(case.debtor, roble, booked_at=NOW)
    factories.facts(case)
    publish(
        CasesOpened(creditor_id=roble.pk, case_ids=(case.pk,)),
        LedgerPosted(creditor_id=roble.pk, entries=1, cents=24_000),
        now=NOW,
    )
    return case


def kept() -> list[tuple[str, str, int, int]]:
    operations.fold()
    rows = DailyRollup.objects.order_by("measure", "split")
    return list(rows.values_list("measure", "split", "count", "cents"))


def differences() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(CONSISTENCY[0][1])
        return list(cursor.fetchall())


def test_a_payment_that_closes_the_case_shows_at_once(carla):
    make_promise(
        creditor_id=carla.creditor_id, debtor_id=carla.debtor_id, amount_cents=10_000,
        due_date=NOW.date() + timedelta(days=3), made_via="portal", actor=SYSTEM, now=NOW,
    )  # fmt: skip
    record_payment(
        provider="sandbox", reference="P1", creditor_id=carla.creditor_id, debtor_id=carla.debtor_id,
        amount_cents=24_000, currency="EUR", method=Method.CARD, received_at=NOW, actor=SYSTEM, now=NOW,
    )  # fmt: skip

    assert kept() == [
        ("cases_closed", "paid", 1, 0),
        ("cases_opened", "", 1, 0),
        ("ledger", "", 2, 0),
        ("payments", "card", 1, 24_000),
        ("promises", "portal", 1, 10_000),
    ]
    assert differences() == []


def test_messages_and_what_happened_to_them_show_at_once(carla):
    mail = factories.message(carla, "email", sent_at=NOW)
    opened = factories.message_event(mail, "opened")
    ids = {"message_ids": (mail.pk,), "debtor_ids": (carla.debtor_id,), "creditor_ids": (carla.creditor_id,)}

    publish(MessagesSent(channel="email", **ids), now=NOW)
    publish(MessageEventsRecorded(kind="opened", event_ids=(opened.pk,), enrolment_ids=(0,), **ids), now=NOW)
    publish(MessageEventsRecorded(kind="bounced", event_ids=(opened.pk,), enrolment_ids=(0,), **ids), now=NOW)

    assert [row for row in kept() if row[0] in ("contacts", "opened")] == [
        ("contacts", "email", 1, 0),
        ("opened", "email", 1, 0),
    ]
    assert differences() == []


def test_an_undone_import_is_counted_anew(carla):
    publish(CasesClosed(creditor_id=carla.creditor_id, case_ids=(carla.pk,), reason="undone"), now=NOW)
    assert [row[2] for row in differences()] == ["cases_closed"]

    publish(ImportUndone(creditor_id=carla.creditor_id, import_id=1, debtor_ids=(carla.debtor_id,)), now=NOW)

    assert differences() == []


def test_rebuild_from_the_command_line(carla, capsys):
    DailyRollup.objects.all().delete()

    call_command("insights", "rebuild")

    assert "2 figures made anew." in capsys.readouterr().out
    assert differences() == []


def test_no_figures_append_nothing():
    operations.count_figures([], now=NOW)

    assert not DailyRollup.objects.exists()
