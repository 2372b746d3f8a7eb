"""It is Monday."""

from __future__ import annotations

import pytest

from acuerdo.kernel import clock
from tests.factories import NOW


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
