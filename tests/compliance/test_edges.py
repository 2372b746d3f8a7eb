"""The edges of every cap, gap and wait in the packs: one minute, one contact, one day to each side."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from acuerdo.compliance.rules.packs import CannotLoadPack
from tests.compliance.asking import ask, at, decision
from tests.compliance.places import BOGOTA, LIMA, MADRID, NEW_YORK, SANTIAGO

OPTED_OUT = ["us.optout.electronic", "us.medium_preference"]


def past(instant: datetime, count: int = 1, **fields) -> list[dict]:
    return [{"at": instant, "channel": "sms", **fields}] * count


NOON = at("2026-11-19T12:00+01:00")
WEEK = timedelta(days=7)
MICRO = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("pack", "where", "before", "count", "max_failed"),
    [
        ("es", MADRID | {"channel": "voice_human"}, {"channel": "voice_ai"}, 7, "es.cap.calls.7d"),
        ("us-regf", NEW_YORK | {"channel": "sms"}, {"channel": "email", "debt": 1}, 3, "us.cap.electronic"),
        ("cl", SANTIAGO, {"channel": "visit"}, 1, "cl.cap.call_visit"),
    ],
)
def test_a_rolling_cap_counts_to_its_number_and_frees_after_a_week(pack, where, before, count, max_failed):
    now = at("2026-11-19T15:00Z")
    oldest = now - WEEK + timedelta(hours=3)
    full = {"now": now, **where, "history": past(oldest, count, **before)}

    assert decision(pack, **full | {"history": past(oldest, count - 1, **before)}) == ("allow", [])
    assert decision(pack, **full) == ("defer", [max_failed])
    assert ask(pack, **full)["next_allowed_at"] == oldest + WEEK
    assert decision(pack, **full | {"now": oldest + WEEK}) == ("allow", [])
    assert decision(pack, **full | {"now": oldest + WEEK - MICRO}) == ("defer", [max_failed])


def test_seven_calls_in_seven_days_count_days_and_one_debt():
    # 7 calls on Friday 13; the seventh day after it is Thursday 19, so Friday 20 is free (1006.14(b)(2)(i)(A)).
    calls = past(at("2026-11-13T20:00-05:00"), 7, channel="voice_human", debt=1)
    day = NEW_YORK | {"history": calls}

    assert decision("us-regf", **day, now=at("2026-11-19T20:59-05:00")) == ("defer", ["us.cap.7in7"])
    assert ask("us-regf", **day, now=at("2026-11-19T12:00-05:00"))["next_allowed_at"] == at("2026-11-20T08:00-05:00")
    assert decision("us-regf", **day, now=at("2026-11-20T08:00-05:00")) == ("allow", [])
    assert decision("us-regf", **day | {"debt": 2}, now=at("2026-11-19T12:00-05:00")) == ("allow", [])
    assert decision("us-regf", **day | {"debt": None}, now=at("2026-11-19T12:00-05:00")) == ("defer", ["us.cap.7in7"])
    assert decision("us-regf", **day | {"history": calls[:6]}, now=at("2026-11-19T12:00-05:00")) == ("allow", [])


@pytest.mark.parametrize(
    "fields",
    [
        {"flags": ["not_connected_to_dialed_number"]},
        {"flags": ["direct_prior_consent_7d"]},
        {"flags": ["to_attorney_or_bureau_or_creditor"]},
        {"direction": "in"},
        {"debt": 2},
        {"channel": "email"},
    ],
)
def test_what_does_not_count_as_a_call(fields):
    calls = past(at("2026-11-18T12:00-05:00"), 9, **{"channel": "voice_human", "debt": 1, **fields})

    assert decision("us-regf", **NEW_YORK, now=at("2026-11-19T12:00-05:00"), history=calls) == ("allow", [])


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_conversation_is_day_one_of_the_wait(direction):
    spoke = past(at("2026-11-13T20:00-05:00"), channel="voice_human", debt=1, live=True, direction=direction)
    day = NEW_YORK | {"history": spoke}

    seventh, eighth = at("2026-11-19T12:00-05:00"), at("2026-11-20T08:00-05:00")
    assert decision("us-regf", **day, now=seventh) == ("defer", ["us.cooldown.conversation"])
    assert ask("us-regf", **day, now=seventh)["next_allowed_at"] == eighth
    assert decision("us-regf", **day, now=eighth) == ("allow", [])
    excused = [spoke[0] | {"flags": ["direct_prior_consent_7d"]}]
    assert decision("us-regf", **day | {"history": excused}, now=seventh) == ("allow", [])


def test_gap_between_written_messages_in_spain_to_the_minute():
    last = at("2026-11-18T12:00+01:00")
    day = MADRID | {"history": past(last, channel="email")}

    assert decision("es", **day, now=last + timedelta(hours=24) - MICRO) == ("defer", ["es.cap.written.7d"])
    assert decision("es", **day, now=last + timedelta(hours=24)) == ("allow", [])
    assert ask("es", **day, now=last + timedelta(hours=1))["next_allowed_at"] == last + timedelta(hours=24)


def test_three_written_messages_a_week_in_spain():
    days = [past(NOON - timedelta(days=ago))[0] for ago in (2, 4, 6)]

    assert decision("es", **MADRID, now=NOON, history=days) == ("defer", ["es.cap.written.7d"])
    assert ask("es", **MADRID, now=NOON, history=days)["next_allowed_at"] == at("2026-11-20T12:00+01:00")
    assert decision("es", **MADRID, now=NOON, history=days[:2]) == ("allow", [])


def test_one_conversation_a_day_in_spain():
    spoke = past(at("2026-11-19T00:00+01:00"), channel="voice_human", live=True)
    call = MADRID | {"channel": "voice_human", "history": spoke}

    assert decision("es", **call, now=NOON) == ("defer", ["es.cap.calls.1d"])
    assert ask("es", **call, now=NOON)["next_allowed_at"] == at("2026-11-20T09:00+01:00")
    yesterday = [spoke[0] | {"at": at("2026-11-18T23:59:59+01:00")}]
    assert decision("es", **call | {"history": yesterday}, now=NOON) == ("allow", [])
    rang = [spoke[0] | {"live": False}]
    assert decision("es", **call | {"history": rang}, now=NOON) == ("allow", [])


def test_two_other_contacts_a_week_two_days_apart_in_chile():
    other = SANTIAGO | {"channel": "email"}
    one, two = (past(NOON - timedelta(days=ago), channel=channel)[0] for ago, channel in ((2, "sms"), (6, "letter")))
    close = past(NOON - timedelta(days=2) + MICRO, channel="whatsapp")

    assert decision("cl", **other, now=NOON, history=[one]) == ("allow", [])
    assert decision("cl", **other, now=NOON, history=close) == ("defer", ["cl.cap.other"])
    assert decision("cl", **other, now=NOON, history=[one, two]) == ("defer", ["cl.cap.other"])
    assert ask("cl", **other, now=NOON, history=[one, two])["next_allowed_at"] == NOON + timedelta(days=1)
    assert decision("cl", **SANTIAGO, now=at("2026-11-19T12:00-03:00"), history=[one, two]) == ("allow", [])


def test_one_contact_a_day_and_one_channel_a_week_in_colombia():
    now = at("2026-11-19T12:00-05:00")
    today, before = past(at("2026-11-19T00:00-05:00")), past(at("2026-11-18T23:59-05:00"))

    assert decision("co", **BOGOTA, now=now, history=today) == ("defer", ["co.cap.day"])
    assert ask("co", **BOGOTA, now=now, history=today)["next_allowed_at"] == at("2026-11-20T07:00-05:00")
    assert decision("co", **BOGOTA, now=now, history=before) == ("allow", [])
    other = BOGOTA | {"channel": "whatsapp"}
    assert decision("co", **other, now=now, history=before) == ("defer", ["co.one_channel.week"])
    assert ask("co", **other, now=now, history=before)["next_allowed_at"] == at("2026-11-26T07:00-05:00")
    noon = past(now - timedelta(days=6))
    assert ask("co", **other, now=now, history=noon)["next_allowed_at"] == now + timedelta(days=1)


def test_other_readings_are_chosen_by_their_label():
    now, rang = at("2026-11-19T12:00-05:00"), past(at("2026-11-18T08:00-05:00"))
    other = BOGOTA | {"channel": "whatsapp", "now": now, "history": rang}

    def failed(**alternates):
        return ask("co", alternates={f"co.{k}": v for k, v in alternates.items()}, **other)["failed"]

    assert failed(**{"one_channel.week": "two_way_reading"}) == []
    assert failed(**{"one_channel.week": "calendar_week"}) == ["co.one_channel.week"]
    sunday = other | {"history": past(at("2026-11-15T08:00-05:00"))}
    assert ask("co", alternates={"co.one_channel.week": "calendar_week"}, **sunday)["failed"] == []
    same = other | {"channel": "sms"}
    assert ask("co", alternates={"co.one_channel.week": "strictest_press_reading"}, **same)["failed"] == [
        "co.one_channel.week"
    ]
    with pytest.raises(CannotLoadPack, match="no reading 'loosest'"):
        failed(**{"cap.day": "loosest"})
    with pytest.raises(CannotLoadPack, match="no loaded pack has this rule"):
        failed(nothing="x")


@pytest.mark.parametrize(
    ("purpose", "consents", "expected"),
    [
        ("info_requested_by_consumer", ["sms"], ("allow", [])),
        ("operation_confirmation", ["sms"], ("allow", [])),
        ("fraud_alert", [], ("deny", ["co.channels.optin"])),
        ("collection", ["sms"], ("defer", ["co.cap.day", "co.one_channel.week"])),
        ("collection", [], ("deny", ["co.channels.optin", "co.cap.day", "co.one_channel.week"])),
        ("marketing", [], ("allow", [])),
        ("curiosity", ["sms"], ("deny", ["gate.purpose"])),
        (None, ["sms"], ("deny", ["gate.purpose"])),
    ],
)
def test_an_exemption_lifts_caps_but_not_consent(purpose, consents, expected):
    now = at("2026-11-19T12:00-05:00")
    history = past(now - timedelta(hours=1), channel="email")
    if purpose in ("curiosity", None):
        history = []

    asked = BOGOTA | {"purpose": purpose, "consents": consents}

    assert decision("co", **asked, now=now, history=history) == expected


def test_exempt_contacts_do_not_count():
    now = at("2026-11-19T12:00-05:00")
    history = past(now - timedelta(hours=1), channel="email", purpose="fraud_alert")

    assert decision("co", **BOGOTA, now=now, history=history) == ("allow", [])


@pytest.mark.parametrize(
    ("holds", "fields", "expected"),
    [
        ({"complaint_submitted_to_adr": "energy"}, {}, ("deny", ["es.hold.adr"])),
        ({"complaint_submitted_to_adr": None}, {}, ("deny", ["es.hold.adr"])),
        ({"complaint_submitted_to_adr": "financial"}, {}, ("allow", [])),
        ({"dispute_opened": "financial"}, {}, ("deny", ["es.hold.dispute"])),
        ({"concurso_declared": "energy"}, {}, ("deny", ["es.hold.insolvency"])),
        ({"abusive_clause_prior_claim": "financial"}, {}, ("deny", ["es.hold.mortgage_prior_claim"])),
        ({"abusive_clause_prior_claim": None}, {"debt_type": "mortgage"}, ("deny", ["es.hold.mortgage_prior_claim"])),
        ({"abusive_clause_prior_claim": "financial"}, {"debt_type": "card"}, ("allow", [])),
        ({"vulnerability_declared": "energy"}, {}, ("defer", ["es.hold.vulnerable"])),
        ({"vulnerability_declared": "energy"}, {"channel": "voice_human"}, ("allow", [])),
        ({"vulnerability_declared": "energy"}, {"automated": False}, ("allow", [])),
        ({"vulnerability_declared": None}, {"automated": False, "channel": "push"}, ("defer", ["es.hold.vulnerable"])),
        ({"dispute_opened": "energy"}, {"purpose": "operation_confirmation"}, ("allow", [])),
        ({"deceased": "energy"}, {}, ("allow", [])),
    ],
)  # fmt: skip
def test_holds(holds, fields, expected):
    answer = ask("es", **MADRID | fields, now=NOON, active_holds=holds)

    assert (answer["decision"], answer["failed"]) == expected
    assert answer["next_allowed_at"] is None


@pytest.mark.parametrize(
    ("packs", "fields", "expected"),
    [
        (("us-regf",), {"ceased": True}, ("deny", ["us.cease"])),
        (("us-regf",), {"ceased": True, "purpose": "may_invoke_remedy"}, ("allow", [])),
        (("us-regf",), {"opted_out": ["sms"], "channel": "sms"}, ("deny", OPTED_OUT)),
        (("us-regf",), {"opted_out": ["sms"]}, ("allow", [])),
        (("us-regf",), {"opted_out": ["voice_human"]}, ("deny", ["us.medium_preference"])),
        (("us-regf",), {"flags": ["attorney_represented"]}, ("deny", ["us.attorney"])),
        (("us-regf",), {"active_holds": {"attorney_represented": None}}, ("deny", ["us.attorney"])),
        (("us-regf",), {"flags": ["attorney_represented"], "party": "debtor_attorney"}, ("allow", [])),
        (("us-regf",), {"flags": ["attorney_represented", "attorney_consents"]}, ("allow", [])),
        (("us-regf",), {"party": "employer"}, ("deny", ["us.third_party"])),
        (("us-regf",), {"party": None}, ("deny", ["us.third_party"])),
        (("us-regf",), {"channel": "voice_ai"}, ("deny", ["us.consent.auto"])),
        (("us-regf",), {"channel": "voice_ai", "consents": ["voice_ai"]}, ("allow", [])),
        (("us-regf",), {"channel": "voice_ai", "device": "landline"}, ("allow", [])),
        (("us-regf",), {"channel": "voice_ai", "device": "mobile"}, ("deny", ["us.consent.auto"])),
        (("us-regf",), {"place": "workplace_if_employer_prohibits"}, ("deny", ["us.work"])),
        (("us-regf",), {"place": "home"}, ("allow", [])),
        (("us-regf",), {"active_holds": {"written_dispute_or_creditor_request": None}}, ("deny", ["us.hold.dispute"])),
        (("us-regf", "house"), {"ceased": True}, ("deny", ["us.cease", "house.cease"])),
        (("house",), {"opted_out": ["voice_human"]}, ("deny", ["house.opt_out"])),
        (("house",), {"active_holds": {"anything": None}}, ("deny", ["house.hold"])),
        (("house",), {"party": "neighbour"}, ("deny", ["gate.party"])),
        (("es", "house"), {"active_holds": {"complaint_submitted_to_adr": "financial"}}, ("allow", [])),
        (("es", "house"), {"active_holds": {"deceased": "financial"}}, ("deny", ["house.hold"])),
    ],
)  # fmt: skip
def test_standing_rules(packs, fields, expected):
    where = NEW_YORK | fields | {"now": at("2026-11-19T15:00Z")}

    assert decision(*packs, **where) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"channel": "visit", "consents": ["visit"]}, ("deny", ["co.place"])),
        ({"channel": "visit", "consents": ["visit"], "place": "home"}, ("deny", ["co.place"])),
        ({"channel": "visit", "consents": ["visit"], "place": "branch"}, ("allow", [])),
        (
            {"channel": "visit", "consents": ["visit"], "debt_type": "microcredit", "flags": ["express_authorisation"]},
            ("allow", []),
        ),
        ({"channel": "visit", "consents": ["visit"], "debt_type": "microcredit"}, ("deny", ["co.place"])),
        ({"party": "personal_reference"}, ("deny", ["co.third_party"])),
        ({"party": "codebtor"}, ("allow", [])),
        ({"opted_out": ["sms"]}, ("deny", ["co.channels.optin"])),
    ],
)
def test_places_parties_and_withdrawn_consent_in_colombia(fields, expected):
    assert decision("co", **BOGOTA | fields, now=at("2026-11-19T12:00-05:00")) == expected


@pytest.mark.parametrize(
    ("hours", "instant", "failed"),
    [
        ("any", "2026-11-22T23:00-05:00", []),
        ("19:00-21:00", "2026-11-19T20:00-05:00", []),
        ("19:00-21:00", "2026-11-19T12:00-05:00", ["co.hours"]),
        ("06:00-07:00, 19:00-21:00", "2026-11-19T06:30-05:00", []),
        ('[["19:00","21:00"]]', "2026-11-19T20:00-05:00", []),
        ('{"windows":{"sun":[["10:00","12:00"]]}}', "2026-11-22T11:00-05:00", []),
        ('{"sun":[["10:00","12:00"]]}', "2026-11-19T20:00-05:00", ["co.hours"]),
        ("true", "2026-11-22T23:00-05:00", []),
    ],
)
def test_the_consumers_own_hours_where_the_law_lets_them_choose(hours, instant, failed):
    assert ask("co", **BOGOTA, now=at(instant), hours_override=hours)["failed"] == failed
    assert ask("pe", **LIMA, now=at("2026-11-22T23:00-05:00"), hours_override=hours)["failed"] == ["pe.hours"]


@pytest.mark.parametrize(
    ("hours", "instant", "failed"),
    [
        ("any", "2026-11-19T09:00-05:00", []),
        ("any", "2026-11-19T22:00-05:00", ["us.hours"]),
        ("17:00-23:00", "2026-11-19T09:00-05:00", ["us.hours"]),
        ("17:00-23:00", "2026-11-19T20:00-05:00", []),
        ("17:00-23:00", "2026-11-19T22:00-05:00", ["us.hours"]),
        ('{"thu":[["10:00","12:00"]]}', "2026-11-19T09:00-05:00", ["us.hours"]),
        ('{"thu":[["10:00","12:00"]]}', "2026-11-20T09:00-05:00", []),
        # Thanksgiving, 26 November.
        ('{"holiday":[]}', "2026-11-19T09:00-05:00", []),
        ('{"holiday":[["17:00","23:00"]]}', "2026-11-26T22:00-05:00", ["us.hours"]),
    ],
)
def test_hours_inconvenient_for_the_consumer_are_closed_where_the_law_honours_them(hours, instant, failed):
    assert ask("us-regf", **NEW_YORK, now=at(instant), hours_override=hours)["failed"] == failed


def test_a_contact_at_an_inconvenient_hour_waits_for_a_convenient_one():
    answer = ask("us-regf", **NEW_YORK, now=at("2026-11-19T09:00-05:00"), hours_override="17:00-23:00")

    assert (answer["decision"], answer["next_allowed_at"]) == ("defer", at("2026-11-19T17:00-05:00"))


def test_a_contact_dated_in_the_future_counts_from_now_on():
    tomorrow = past(NOON + timedelta(days=1))

    answer = ask("es", **MADRID, now=NOON, history=tomorrow)

    assert (answer["decision"], answer["failed"]) == ("defer", ["es.cap.written.7d"])
    assert answer["next_allowed_at"] == at("2026-11-23T09:00+01:00")


def test_prohibitions_are_told_before_caps_and_caps_before_hours():
    answer = ask(
        "us-regf", **NEW_YORK | {"channel": "sms"}, now=at("2026-11-19T03:00-05:00"), ceased=True, party="employer",
        opted_out=["sms"], active_holds={"written_dispute_or_creditor_request": None},
        history=past(at("2026-11-18T12:00-05:00"), 3, debt=1),
    )  # fmt: skip

    assert answer["failed"] == [
        "us.cease", "us.hold.dispute", "us.third_party", "us.optout.electronic", "us.medium_preference",
        "us.cap.electronic", "us.hours",
    ]  # fmt: skip
    assert (answer["decision"], answer["next_allowed_at"]) == ("deny", None)
    assert answer["passed"] == ["us.attorney", "us.work", "us.social"]


def test_all_packs_must_allow_and_the_next_instant_suits_all():
    answer = ask(
        "co",
        "pe",
        zones=["America/Bogota"],
        channel="voice_human",
        consents=["voice_human"],
        now=at("2026-11-20T20:00-05:00"),
    )

    assert answer["failed"] == ["co.hours", "pe.hours"]
    # Colombia opens on Saturday at eight, Peru on Monday at seven.
    assert answer["next_allowed_at"] == at("2026-11-23T07:00-05:00")
