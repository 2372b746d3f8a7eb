"""The size of every segment is written down once a day, at each creditor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.models import CustomField
from acuerdo.segments.models import SegmentSize
from acuerdo.segments.operations import create_segment, record_sizes
from acuerdo.segments.queries import SizeDay, sizes_of
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def owing(of: Any, cents: int = 24_000) -> None:
    factories.facts(factories.case(factories.debtor(), of), balance_cents=cents)


def test_sizes_are_kept_by_creditor_and_day() -> None:
    roble, lumen = factories.creditor(), factories.creditor(factories.LUMEN)
    large = {"fact": "debt.balance", "op": ">=", "value": "200"}
    general = create_segment(key="large", name="Large", rule=large, actor=SYSTEM, now=NOW)
    own = create_segment(key="own", name="Own", rule={"all": []}, creditor_id=lumen.pk, actor=SYSTEM, now=NOW)
    owing(roble)
    owing(roble, 100)
    owing(lumen)

    assert record_sizes(now=NOW) == 3
    owing(roble)
    assert record_sizes(now=NOW + DAY) == 3

    today, tomorrow = NOW.date(), (NOW + DAY).date()
    both = sizes_of(segment_ids=[general, own], creditor_ids=[roble.pk, lumen.pk])
    assert both == {
        general: (SizeDay(today, 2), SizeDay(tomorrow, 3)),
        own: (SizeDay(today, 1), SizeDay(tomorrow, 1)),
    }
    assert sizes_of(segment_ids=[general], creditor_ids=[lumen.pk], days=1) == {general: (SizeDay(tomorrow, 1),)}


def test_a_second_count_on_a_day_replaces_the_first() -> None:
    roble = factories.creditor()
    create_segment(key="all", name="All", rule={"all": []}, actor=SYSTEM, now=NOW)
    record_sizes(now=NOW)
    owing(roble)

    record_sizes(now=NOW)

    assert SegmentSize.objects.get().cases == 1


def test_faulty_segments_and_none_at_all_leave_no_figure() -> None:
    assert record_sizes(now=NOW) == 0
    roble = factories.creditor()
    CustomField.objects.create(creditor=roble, key="tariff", type="text", label="Tariff")
    rule = {"fact": "custom.tariff", "op": "is_set"}
    create_segment(key="t", name="T", rule=rule, creditor_id=roble.pk, actor=SYSTEM, now=NOW)
    CustomField.objects.all().delete()

    assert record_sizes(now=NOW) == 0
    assert SegmentSize.objects.count() == 0
