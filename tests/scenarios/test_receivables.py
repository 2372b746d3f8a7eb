"""Real invoices of 2012, day by day: reminded while they are open, never about a settled or disputed one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_reminders_follow_the_calendar_of_real_receivables(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    monkeypatch.syspath_prepend(ROOT / "examples" / "receivables")
    sys.modules.pop("replay", None)
    from replay import replay

    # 2 Jan: the first invoices appear. 1 Feb: the first fall due. 20 Feb: some reminded ones are settled.
    answer = replay(data_folder / "credit" / "ibm_accounts_receivable.csv", until=date(2012, 2, 20))

    months = {month["month"]: month for month in answer["months"]}
    assert months["2012-01"]["contacts"] == {}
    assert months["2012-01"]["open"] == 78
    assert months["2012-02"]["reminded"] > 0
    assert months["2012-02"]["settled_after_reminder"] > 0
    assert set(months["2012-02"]["contacts"]) == {"email", "sms"}
    assert set(answer["must_be_zero"].values()) == {0}
    assert answer["breaches"] == 0
