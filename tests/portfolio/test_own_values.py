"""Own columns written here stand over those of the creditor's files."""

from __future__ import annotations

import polars as pl
import pytest

from acuerdo.cases.models import CaseFacts
from acuerdo.cases.operations import refresh_facts
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.models import OwnValues
from acuerdo.portfolio.operations import set_own_values
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_own_values_stand_over_imported_ones_and_the_last_one_wins():
    roble = factories.creditor()
    carla = factories.debtor(at=roble)
    factories.debt(carla, roble, custom={"segmento": "plata", "zona": "norte"})
    case = factories.case(carla, roble)
    row = {"debtor_id": carla.pk, "creditor_id": roble.pk, "key": "segmento"}

    written = set_own_values(
        pl.DataFrame([row | {"value": '"bronce"'}, row | {"value": '"oro"'}]), actor=SYSTEM, now=NOW
    )
    set_own_values(pl.DataFrame([row | {"key": "limite", "value": "1250"}]), actor=SYSTEM, now=NOW)
    refresh_facts([case.pk], now=NOW)

    assert written == 1
    assert OwnValues.objects.get().values == {"segmento": "oro", "limite": 1250}
    assert CaseFacts.objects.get().custom == {"segmento": "oro", "limite": 1250, "zona": "norte"}


def test_nothing_to_write_is_no_work():
    assert set_own_values(pl.DataFrame(schema={"debtor_id": pl.Int64}), actor=SYSTEM, now=NOW) == 0
