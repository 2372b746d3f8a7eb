"""Pictures of the screens with a believable month, to look at."""

from __future__ import annotations

import pytest

from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from tests.e2e.conftest import PHONE
from tests.factories.scene import month


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pictures(signed_in, shot, size, no_csp_violations):
    made = month(now=clock.now())
    page = signed_in(Role.ADMIN, **({"viewport": PHONE} if size == "phone" else {}))
    for name, address in {
        "home": "/",
        "cases": "/cases/",
        "case": f"/cases/{made[0].pk}/",
        "case-debts": f"/cases/{made[0].pk}/debts/",
        "case-payments": f"/cases/{made[0].pk}/payments/",
        "case-person": f"/cases/{made[0].pk}/person/",
        "why": f"/cases/{made[0].pk}/why/1/",
        "audit": "/audit/",
        "imports": "/imports/",
        "uncertain": "/uncertain/",
    }.items():
        page.goto(address)
        shot(page, f"{name}-{size}")
