"""The edges of every window of hours in the packs: the last moment inside, the first outside."""

from __future__ import annotations

import pytest

from tests.compliance.asking import ask, at, decision
from tests.compliance.places import BOGOTA, LIMA, MADRID, NEW_YORK, SANTIAGO


@pytest.mark.parametrize(
    ("pack", "where", "instant", "failed"),
    [
        ("es", MADRID, "2026-11-19T08:59:59.999999+01:00", ["es.hours"]),
        ("es", MADRID, "2026-11-19T09:00+01:00", []),
        ("es", MADRID, "2026-11-19T20:59:59.999999+01:00", []),
        ("es", MADRID, "2026-11-19T21:00+01:00", ["es.hours"]),
        ("es", MADRID, "2026-11-21T12:00+01:00", ["es.hours"]),
        ("es", MADRID, "2026-11-22T12:00+01:00", ["es.hours"]),
        ("es", MADRID | {"channel": "email"}, "2026-11-22T03:00+01:00", []),
        ("es", MADRID | {"purpose": "marketing"}, "2026-11-22T03:00+01:00", []),
        ("es", MADRID, "2026-12-08T12:00+01:00", ["es.hours"]),
        # 9 Nov 2026 is a holiday in Madrid's town only; 11 Sep is Catalonia's day.
        ("es", MADRID | {"region": "CT"}, "2026-09-11T12:00+02:00", ["es.hours"]),
        ("es", MADRID | {"region": "ES-CT"}, "2026-09-11T12:00+02:00", ["es.hours"]),
        ("es", MADRID | {"region": "MD"}, "2026-09-11T12:00+02:00", []),
        ("es", MADRID | {"region": None}, "2026-09-11T12:00+02:00", ["es.hours"]),
        ("es", MADRID | {"region": "Atlantis"}, "2026-09-11T12:00+02:00", ["es.hours"]),
        # The consumer's clock counts, all candidates of it: 09:30 in Madrid is 08:30 in the Canaries.
        ("es", MADRID | {"zones": ["Atlantic/Canary"]}, "2026-11-19T09:30+01:00", ["es.hours"]),
        ("es", MADRID | {"zones": []}, "2026-11-19T09:30+01:00", ["es.hours"]),
        ("es", MADRID | {"zones": ["Europe/Madrid", "Atlantic/Canary"]}, "2026-11-19T09:30+01:00", ["es.hours"]),
        ("es", MADRID | {"zones": []}, "2026-11-19T10:00+01:00", []),
        ("es", MADRID | {"zones": []}, "2026-11-19T21:00+01:00", ["es.hours"]),
        # Clocks: 07:00 UTC is 08:00 in Madrid on Friday 27 March and 09:00 on Monday 30 March.
        ("es", MADRID, "2026-03-27T07:00Z", ["es.hours"]),
        ("es", MADRID, "2026-03-30T07:00Z", []),
        ("es", MADRID, "2026-10-23T07:00Z", []),
        ("es", MADRID, "2026-10-26T07:00Z", ["es.hours"]),
        ("co", BOGOTA, "2026-11-19T06:59-05:00", ["co.hours"]),
        ("co", BOGOTA, "2026-11-19T07:00-05:00", []),
        ("co", BOGOTA, "2026-11-19T18:59-05:00", []),
        ("co", BOGOTA, "2026-11-19T19:00-05:00", ["co.hours"]),
        ("co", BOGOTA, "2026-11-21T07:59-05:00", ["co.hours"]),
        ("co", BOGOTA, "2026-11-21T08:00-05:00", []),
        ("co", BOGOTA, "2026-11-21T14:59-05:00", []),
        ("co", BOGOTA, "2026-11-21T15:00-05:00", ["co.hours"]),
        ("co", BOGOTA, "2026-11-22T12:00-05:00", ["co.hours"]),
        # Ley 2578 de 2026: 9 July, moved to Monday the 13th.
        ("co", BOGOTA, "2026-07-13T10:00-05:00", ["co.hours"]),
        ("co", BOGOTA, "2026-07-14T10:00-05:00", []),
        ("co", BOGOTA | {"purpose": "marketing", "consents": []}, "2026-11-22T12:00-05:00", ["co.hours"]),
        ("cl", SANTIAGO, "2026-11-19T07:59-03:00", ["cl.hours"]),
        ("cl", SANTIAGO, "2026-11-19T08:00-03:00", []),
        ("cl", SANTIAGO, "2026-11-21T19:59-03:00", []),
        ("cl", SANTIAGO, "2026-11-21T07:59-03:00", ["cl.hours"]),
        ("cl", SANTIAGO, "2026-11-21T08:00-03:00", []),
        ("cl", SANTIAGO, "2026-11-21T20:00-03:00", ["cl.hours"]),
        ("cl", SANTIAGO, "2026-11-19T20:00-03:00", ["cl.hours"]),
        ("cl", SANTIAGO, "2026-11-19T19:59-03:00", []),
        ("cl", SANTIAGO, "2026-11-22T12:00-03:00", ["cl.hours"]),
        ("cl", SANTIAGO, "2026-12-25T12:00-03:00", ["cl.hours"]),
        ("cl", SANTIAGO | {"channel": "email"}, "2026-12-25T03:00-03:00", []),
        ("pe", LIMA, "2026-11-19T06:59-05:00", ["pe.hours"]),
        ("pe", LIMA, "2026-11-19T07:00-05:00", []),
        ("pe", LIMA, "2026-11-19T19:59-05:00", []),
        ("pe", LIMA, "2026-11-19T20:00-05:00", ["pe.hours"]),
        ("pe", LIMA, "2026-11-21T12:00-05:00", ["pe.hours"]),
        ("pe", LIMA, "2026-07-28T12:00-05:00", ["pe.hours"]),
        ("us-regf", NEW_YORK, "2026-11-19T07:59-05:00", ["us.hours"]),
        ("us-regf", NEW_YORK, "2026-11-19T08:00-05:00", []),
        ("us-regf", NEW_YORK, "2026-11-19T20:59-05:00", []),
        ("us-regf", NEW_YORK, "2026-11-19T21:00-05:00", ["us.hours"]),
        ("us-regf", NEW_YORK, "2026-11-21T07:59-05:00", ["us.hours"]),
        ("us-regf", NEW_YORK, "2026-11-21T08:00-05:00", []),
        ("us-regf", NEW_YORK, "2026-11-21T20:59-05:00", []),
        ("us-regf", NEW_YORK, "2026-11-21T21:00-05:00", ["us.hours"]),
        ("us-regf", NEW_YORK, "2026-11-22T07:59-05:00", ["us.hours"]),
        ("us-regf", NEW_YORK, "2026-11-22T08:00-05:00", []),
        ("us-regf", NEW_YORK, "2026-11-22T20:59-05:00", []),
        ("us-regf", NEW_YORK, "2026-11-22T21:00-05:00", ["us.hours"]),
        # Thanksgiving is a day like any other.
        ("us-regf", NEW_YORK, "2026-11-26T12:00-05:00", []),
        # Nothing known of where: between 08:00 in Hawaii and 21:00 in New York.
        ("us-regf", NEW_YORK | {"zones": []}, "2026-11-19T12:59-05:00", ["us.hours"]),
        ("us-regf", NEW_YORK | {"zones": []}, "2026-11-19T13:00-05:00", []),
    ],
)
def test_hours(pack, where, instant, failed):
    assert decision(pack, **where, now=at(instant)) == ("defer" if failed else "allow", failed)


@pytest.mark.parametrize(
    ("pack", "where", "instant", "opens"),
    [
        ("es", MADRID, "2026-11-20T21:00+01:00", "2026-11-23T09:00+01:00"),
        # 6 December is a Sunday, which Madrid moves to Monday; the 8th is a holiday everywhere.
        ("es", MADRID, "2026-12-04T21:00+01:00", "2026-12-09T09:00+01:00"),
        # Holy Week of 2026 in Madrid: Thursday 2 and Friday 3 April.
        ("es", MADRID, "2026-04-01T21:00+02:00", "2026-04-06T09:00+02:00"),
        # Over the change of clocks: Monday's nine is seven in UTC.
        ("es", MADRID, "2026-03-27T21:00+01:00", "2026-03-30T07:00Z"),
        ("co", BOGOTA, "2026-11-21T15:00-05:00", "2026-11-23T07:00-05:00"),
        ("co", BOGOTA, "2026-07-11T15:00-05:00", "2026-07-14T07:00-05:00"),
    ],
)
def test_hours_open_again(pack, where, instant, opens):
    assert ask(pack, **where, now=at(instant))["next_allowed_at"] == at(opens)
