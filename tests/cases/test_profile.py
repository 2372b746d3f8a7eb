"""Risk and what suits, read for one case."""

from __future__ import annotations

from datetime import date

import pytest

from acuerdo.cases.queries import profile_of
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_profile_is_explained_for_the_day_it_is_asked() -> None:
    roble = factories.creditor()
    case = factories.case(factories.debtor(at=roble), roble)
    factories.facts(case, suiting_tone="firm", suiting_tone_reason="clicked:2:4:firm")

    now, later = (profile_of(case_id=case.pk, today=day) for day in (NOW.date(), date(2026, 9, 1)))

    assert now is not None
    assert later is not None
    # 45 days past due, nothing paid, e-mail and mobile, all owed; then 123 days.
    assert ((now.risk.score, now.risk.band), (later.risk.score, later.risk.band)) == ((56, "medium"), (66, "high"))
    assert (now.tone, now.tone_reason, now.channel, now.hour) == ("firm", "clicked:2:4:firm", "", None)


def test_a_case_without_facts_has_none() -> None:
    assert profile_of(case_id=1, today=NOW.date()) is None
