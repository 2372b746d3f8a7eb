"""Rollups: counted as it happens, folded, and made anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from acuerdo.insights import operations
from acuerdo.insights.enums import Measure
from acuerdo.insights.models import DailyRollup
from acuerdo.insights.queries import CONSISTENCY
from acuerdo.kernel.shards import LOCK_SPACE
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    roble = factories.creditor()
    return factories.case(factories.debtor(at=roble), roble)


def kept() -> list[tuple[date, str, str, int, int]]:
    operations.fold()
    return list(
        DailyRollup.objects.order_by("day", "measure", "split").values_list("day", "measure", "split", "count", "cents")
    )


def differences() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(CONSISTENCY[0][1])
        return list(cursor.fetchall())


def test_messages_sent_count_as_contacts_of_their_channel_on_the_local_day(carla):
    # 22:30 UTC in June is half past midnight of the next day in Madrid.
    late = factories.message(carla, "email", at=datetime(2026, 6, 10, 22, 30, tzinfo=UTC))
    early = factories.message(carla, "sms", at=datetime(2026, 6, 10, 9, 0, tzinfo=UTC))

    operations.count_rows(Measure.CONTACTS, [late.pk, early.pk], alias="m")

    assert kept() == [(date(2026, 6, 10), "contacts", "sms", 1, 0), (date(2026, 6, 11), "contacts", "email", 1, 0)]


def test_queued_and_incoming_messages_do_not_count(carla):
    queued = factories.message(carla, status="queued", sent_at=None)
    reply = factories.message(carla, direction="in", status="received")

    operations.count_rows(Measure.CONTACTS, [queued.pk, reply.pk], alias="m")

    assert kept() == []


def test_a_mail_opened_twice_counts_once(carla):
    mail = factories.message(carla, "email")
    first = factories.message_event(mail, "opened")
    operations.count_rows(Measure.OPENED, [first.pk], alias="e")
    second = factories.message_event(mail, "opened", at=NOW)
    operations.count_rows(Measure.OPENED, [second.pk], alias="e")

    assert kept() == [(date(2026, 6, 14), "opened", "email", 1, 0)]


def test_fold_adds_up_what_batches_appended(carla):
    for cents in (5_000, 7_000):
        operations.count_rows(Measure.PAYMENTS, [factories.payment(carla, cents).pk], alias="p")
    operations.fold()
    operations.count_rows(Measure.PAYMENTS, [factories.payment(carla, 1_000).pk], alias="p")
    assert DailyRollup.objects.count() == 2

    folded = operations.fold()

    assert folded == 1
    assert kept() == [(date(2026, 6, 14), "payments", "card", 3, 13_000)]


def test_nothing_new_appends_nothing():
    operations.count_rows(Measure.PAYMENTS, [], alias="p")

    assert (operations.fold(), DailyRollup.objects.count()) == (0, 0)


def everything_once(carla) -> None:
    """One of each, counted as it happened."""
    charged = factories.debt(carla.debtor, carla.creditor)
    mail = factories.message(carla, "email")
    opened = factories.message_event(mail, "opened")
    clicked = factories.message_event(mail, "clicked")
    paid = factories.payment(carla)
    promised = factories.promise(carla)
    carla.status, carla.closed_at, carla.close_reason = "closed", NOW, "paid"
    carla.save()
    operations.count_rows(Measure.CONTACTS, [mail.pk], alias="m")
    operations.count_rows(Measure.OPENED, [opened.pk], alias="e")
    operations.count_rows(Measure.CLICKED, [clicked.pk], alias="e")
    operations.count_rows(Measure.PAYMENTS, [paid.pk], alias="p")
    operations.count_rows(Measure.PROMISES, [promised.pk], alias="p")
    operations.count_rows(Measure.CASES_OPENED, [carla.pk], alias="k")
    operations.count_rows(Measure.CASES_CLOSED, [carla.pk], alias="k")
    operations.count_rows(Measure.LEDGER, ledger_of(charged), alias="l")


def ledger_of(debt) -> list[int]:
    from acuerdo.portfolio.models import LedgerEntry

    return list(LedgerEntry.objects.filter(debt=debt).values_list("pk", flat=True))


def test_rebuild_gives_the_same_rows_as_counting(carla):
    everything_once(carla)
    counted = kept()

    operations.rebuild()

    assert kept() == counted
    assert len(counted) == 8


def test_rebuild_repairs_what_the_consistency_check_finds(carla):
    everything_once(carla)
    assert differences() == []
    operations.count_rows(Measure.PAYMENTS, [factories.payment(carla, 900).pk] * 2, alias="p")
    DailyRollup.objects.filter(measure="contacts").delete()
    wrong = {row[2] for row in differences()}

    operations.rebuild()

    assert wrong == {"contacts"}
    assert differences() == []


def test_a_row_counted_twice_is_found(carla):
    paid = factories.payment(carla, 900)
    for _ in range(2):
        operations.count_rows(Measure.PAYMENTS, [paid.pk], alias="p")
    factories.case(factories.debtor("Luis Gil"), carla.creditor, closed_at=NOW - timedelta(days=1), status="closed")

    measures = sorted(row[2] for row in differences())

    assert measures == ["cases_closed", "cases_opened", "payments"]


def test_only_one_folds_at_a_time(carla):
    operations.count_rows(Measure.PAYMENTS, [factories.payment(carla).pk], alias="p")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, operations.FOLD_LOCK])

            assert operations.fold() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, operations.FOLD_LOCK])
    finally:
        other.close()
    assert operations.fold() == 1
