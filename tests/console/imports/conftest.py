"""Files come up on Monday, into a folder of the test's own."""

from __future__ import annotations

import pytest

from acuerdo.kernel import clock
from tests import factories
from tests.factories import NOW


@pytest.fixture(autouse=True)
def monday(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def roble(db):
    return factories.creditor()


@pytest.fixture
def sam(client_of, roble):
    """Sam is a strategist: may run imports."""
    return client_of(factories.member("Sam Otero", "strategist", sees=[roble]))
