"""Carla's link, and Carla behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.test import Client

from acuerdo.cases.models import Case
from acuerdo.cases.operations import sync_cases
from acuerdo.channels.rules.links import make_token
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM
from tests import factories
from tests.factories import NOW


class Clock:
    """The present, moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def carla(db: None) -> Any:
    """Carla owes Banco Roble 240.00 since 45 days, and was written to yesterday; this is her open case."""
    roble = factories.creditor(phone="+34910000000", privacy_url="https://banco-roble.example/privacy")
    debtor = factories.debtor(at=roble)
    factories.contact_point(debtor)
    factories.debt(debtor, roble, reference="ROB-1")
    pairs = pl.DataFrame({"creditor_id": [roble.pk], "debtor_id": [debtor.pk]})
    (case_id,) = sync_cases(pairs=pairs, actor=SYSTEM, now=NOW).opened
    return Case.objects.get(pk=case_id)


@pytest.fixture
def link(carla: Any) -> str:
    """The address in her message."""
    return f"/p/{make_token(factories.message(carla).pk, secret=settings.SECRET_KEY)}"


@pytest.fixture
def visit(link: str) -> Client:
    """A browser in which Carla has answered the question, in English."""
    client = Client(headers={"accept-language": "en"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.post(link, {"answer": "09/03/1985"}).status_code == 302
    return client
