"""A creditor with texts, and Eva, who draws strategies for everybody."""

from __future__ import annotations

import pytest

from tests import factories
from tests.console.people import signed_in
from tests.strategies import scenes


@pytest.fixture
def roble(db):
    scenes.templates()
    return factories.creditor()


@pytest.fixture
def eva(roble):
    return signed_in(factories.eva())
