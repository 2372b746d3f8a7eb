"""A list from a file, used in a rule; and two segments beside each other."""

from __future__ import annotations

from typing import Any

import pytest

from acuerdo.kernel import clock
from acuerdo.portfolio.models import DebtorReference
from acuerdo.segments.models import Segment
from acuerdo.segments.operations import record_sizes
from acuerdo.staff.enums import Role
from tests.e2e.scene import creditor_at_work
from tests.e2e.worker import MONDAY, Clock


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Any:
    monkeypatch.setattr(clock, "now", Clock(MONDAY).now)
    return creditor_at_work(now=MONDAY)


def test_a_list_is_uploaded_and_left_out_by_a_rule(signed_in, work, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    reference = DebtorReference.objects.order_by("pk").values_list("reference", flat=True)[0]

    page.goto("/segments/lists/new/")
    assert axe(page) == []
    page.get_by_label("Name", exact=True).fill("Spared")
    page.get_by_label("File").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": f"customer\n{reference}\nnobody-1\n".encode()}
    )
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="1 row of the last file found nobody").wait_for()
    assert axe(page) == []
    shot(page, "list")

    page.goto("/segments/new/")
    page.get_by_label("Name", exact=True).fill("Without them")
    page.get_by_label("Creditor").select_option(index=1)
    page.locator("[name='rule.0.fact']").select_option("case.status")
    page.locator("[name='rule.0.op']").wait_for()
    page.locator("[name='rule.0.fact']").select_option("list:spared")
    page.get_by_label("Comparison").get_by_text("does not hold the person").wait_for(state="attached")
    page.locator("[name='rule.0.op']").select_option("not_in_it")
    page.get_by_role("heading", name="2 cases now").wait_for()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("heading", name="Without them").wait_for()

    assert Segment.objects.get(key="without-them").rule == {"all": [{"not": {"list": "spared"}}]}


def test_two_segments_are_compared_and_their_days_drawn(signed_in, work, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    record_sizes(now=MONDAY)

    page.goto("/segments/overlap/")
    page.get_by_label("First segment").select_option(index=1)
    page.get_by_label("Second segment").select_option(index=2)
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="of the cases of either").wait_for()
    assert axe(page) == []
    shot(page, "overlap")

    page.goto("/segments/facts/")
    assert axe(page) == []
    shot(page, "facts")
    page.goto(f"/segments/{Segment.objects.order_by('pk')[0].pk}/")
    page.get_by_text("Show as table").click()
    assert axe(page) == []
    shot(page, "segment-days")
