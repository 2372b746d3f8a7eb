"""Readings of the schema that no pack of ours uses yet, and frames as they should not be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from acuerdo.compliance.rules import counting, hours, standing
from acuerdo.compliance.rules.answers import citations, verdict_document
from acuerdo.compliance.rules.gate import judge, judge_by_set, judge_in_turn
from acuerdo.compliance.rules.holiday_dates import resolve_region
from acuerdo.compliance.rules.places import candidate_zones
from acuerdo.compliance.rules.questions import NotAQuestionFrame, read_questions
from acuerdo.compliance.rules.rule_book import rule_book
from tests.compliance.asking import at, frames, packs
from tests.compliance.test_packs import CAP, COOLDOWN, HOURS, WHO, parse

NOON = at("2026-11-19T12:00+01:00")
DAY = timedelta(days=1)


def one(*rules, packs_changed=None, past=(), **asked):
    pack = parse(*rules, **(packs_changed or {}))
    question = {"now": NOON, "zones": ["Europe/Madrid"], "history": list(past), **asked}
    answer = judge(*frames([question]), [pack]).row(0, named=True)
    return answer["decision"], answer["failed"], answer["next_allowed_at"]


def contact(instant, **fields):
    return {"at": instant, "channel": "sms", **fields}


def cap(window, **changes):
    return {key: value for key, value in CAP.items() if key != "min_gap"} | {"window": window, "max": 1} | changes


def test_a_cap_of_nothing_never_frees():
    assert one(cap({"type": "calendar_day"}, max=0)) == ("defer", ["zz.cap"], None)


@pytest.mark.parametrize(
    ("window", "past", "frees"),
    [
        ({"type": "calendar_week"}, "2026-11-16T00:00+01:00", "2026-11-23T00:00+01:00"),
        ({"type": "calendar_week"}, "2026-11-15T23:59+01:00", None),
        ({"type": "calendar_week", "starts": "sun"}, "2026-11-15T00:00+01:00", "2026-11-22T00:00+01:00"),
        ({"type": "calendar_month"}, "2026-11-01T00:00+01:00", "2026-12-01T00:00+01:00"),
        ({"type": "calendar_month"}, "2026-10-31T23:59+01:00", None),
        ({"type": "rolling", "length": "PT12H"}, "2026-11-19T00:00:01+01:00", "2026-11-19T12:00:01+01:00"),
    ],
)
def test_windows_of_time(window, past, frees):
    expected = ("defer", ["zz.cap"], at(frees)) if frees else ("allow", [], None)

    assert one(cap(window), past=[contact(at(past))]) == expected


def test_a_day_nobody_can_place_never_ends():
    nowhere = {"timezone": {"source": "fixed", "zones": [], "candidates_policy": "all_must_allow"}}

    assert one(cap({"type": "calendar_day"}), packs_changed=nowhere, past=[contact(NOON)], zones=[])[0] == "defer"
    assert one(HOURS, packs_changed=nowhere, zones=[]) == ("defer", ["zz.hours"], None)


def test_what_bounced_was_not_delivered():
    delivered = cap({"type": "rolling", "length": "P7D"}, counts="delivered")

    assert one(delivered, past=[contact(NOON - DAY, flags=["bounced"])]) == ("allow", [], None)
    assert one(delivered, past=[contact(NOON - DAY)])[0] == "defer"


@pytest.mark.parametrize(
    ("wait", "frees"),
    [
        ({"type": "duration", "length": "P2D"}, "2026-11-20T12:00+01:00"),
        ({"type": "consecutive_days", "days": 2, "day_one": "next"}, "2026-11-21T00:00+01:00"),
        ({"type": "consecutive_days", "days": 2}, "2026-11-20T00:00+01:00"),
    ],
)
def test_ways_to_wait(wait, frees):
    assert one(COOLDOWN | {"wait": wait}, past=[contact(NOON - DAY, live=True)]) == ("defer", ["zz.wait"], at(frees))


def test_a_wait_after_their_own_call_only():
    inbound = COOLDOWN | {"after": {"event": "attempt", "direction": "in"}}

    assert one(inbound, past=[contact(NOON - DAY)])[0] == "allow"
    assert one(inbound, past=[contact(NOON - DAY, direction="in")])[0] == "defer"


def test_a_cap_may_refuse_instead_of_deferring():
    assert one(cap({"type": "calendar_day"}, on_fail="deny"), past=[contact(NOON)]) == ("deny", ["zz.cap"], None)


def test_hours_that_open_nowhere_close_at_once():
    nowhere = parse(HOURS, timezone={"source": "fixed", "zones": [], "candidates_policy": "all_must_allow"})
    questions, _ = frames([{"now": NOON}, {"now": NOON, "zones": ["Europe/Madrid"]}])

    assert hours.closing_times(questions, [nowhere]).to_list() == [None, at("2026-11-19T18:00+01:00")]


def test_two_hours_of_which_one_never_opens():
    shut = HOURS | {"id": "zz.shut", "windows": {"mon_fri": [], "sat": [], "sun": [], "holiday": []}}

    assert one(shut, HOURS) == ("defer", ["zz.shut"], None)


def test_two_channels_a_week_free_as_one_of_three_expires():
    rule = {key: value for key, value in CAP.items() if key not in ("max", "min_gap")}
    rule |= {"kind": "channel_cap", "max_distinct_channels": 2, "max_contacts": 3}
    used = [contact(NOON - n * DAY, channel=channel) for n, channel in ((1, "email"), (2, "chat"), (3, "chat"))]

    assert one(rule, past=used) == ("defer", ["zz.cap"], NOON + 5 * DAY)
    assert one(rule, past=used, channel="email") == ("defer", ["zz.cap"], NOON + 4 * DAY)
    assert one(rule, past=used[:2], channel="email") == ("allow", [], None)


def test_contacts_far_apart_are_sorted_by_both_keys():
    rolling = cap({"type": "rolling", "length": "P9999D"}, max=2)
    years = [contact(datetime(year, 1, 1, tzinfo=UTC)) for year in (2020, 2005, 2190)]
    question = {"now": NOON, "history": years}

    answers = judge(*frames([question] * 5_000), [parse(rolling)])

    assert set(answers["next_allowed_at"]) == {datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=9999)}


@pytest.mark.parametrize(
    ("effective", "applies"),
    [
        ({"from": "2026-11-21"}, False),
        ({"from": "2026-11-19"}, True),
        ({"from": "2026-11-01", "to": "2026-11-19"}, True),
        ({"from": "2026-11-01", "to": "2026-11-17"}, False),
    ],
)
def test_a_rule_applies_in_its_time(effective, applies):
    assert one(cap({"type": "calendar_day"}, max=0, effective=effective))[0] == ("defer" if applies else "allow")


def test_a_rule_about_one_party_applies_to_it_and_to_strangers():
    rule = cap({"type": "calendar_day"}, max=0, applies_to={"party": ["guarantor"]})

    assert [one(rule, party=party)[0] for party in ("guarantor", "debtor", "stranger")] == ["defer", "allow", "deny"]


def hold(**changes):
    return WHO | {
        "kind": "hold", "on_fail": "deny", "when": {"event": "complaint"}, "until": {"event": "answer"},
        "blocks": ["collection_contact"], **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "holds", "decision"),
    [
        ({"when": {"event": "complaint", "sector_in": ["energy"]}}, {"complaint": "energy"}, "deny"),
        ({"when": {"event": "complaint", "sector_in": ["energy"]}}, {"complaint": "telecom"}, "allow"),
        ({"when": {"event": "complaint", "sector_in": ["energy"]}}, {"complaint": None}, "deny"),
        ({"blocks": ["legal_action"]}, {"complaint": "energy"}, "allow"),
        ({"when": {"flag": "complaint"}}, {"complaint": "energy"}, "deny"),
    ],
)
def test_readings_of_holds(changes, holds, decision):
    assert one(hold(**changes), active_holds=holds)[0] == decision


def test_a_flag_of_the_question_meets_a_hold():
    assert one(hold(when={"flag": "lawyer"}), flags=["lawyer"])[0] == "deny"


def test_a_consent_that_is_assumed_until_refused():
    rule = WHO | {"kind": "consent", "mode": "opt_out", "per": "channel"}

    assert (one(rule)[0], one(rule, opted_out=["sms"])[0]) == ("allow", "deny")


def test_a_consent_that_cannot_be_withdrawn():
    rule = WHO | {"kind": "consent", "mode": "opt_in", "per": "channel", "withdrawable": False}

    assert one(rule, consents=["sms"], opted_out=["sms"])[0] == "allow"


def test_a_warning_lets_through_and_does_not_move():
    night = at("2026-11-19T23:00+01:00")

    assert one(HOURS | {"on_fail": "warn"}, now=night) == ("warn", ["zz.hours"], None)


def test_hours_that_never_meet_never_open():
    early = HOURS | {"windows": HOURS["windows"] | {"mon_fri": [["06:00", "08:00"]]}}

    assert one(HOURS, early | {"id": "zz.early"}) == ("defer", ["zz.early"], None)


@pytest.mark.parametrize(("unknown", "decision"), [("national", "allow"), ("union_of_all", "defer"), ("deny", "defer")])
def test_a_region_nobody_knows(unknown, decision):
    calendar = {"provider": "python-holidays", "country": "ES", "unknown_subdivision": unknown}
    catalan_day = at("2026-09-11T12:00+02:00")

    answer = one(HOURS, packs_changed={"holidays": calendar}, now=catalan_day)
    working_day = one(HOURS, packs_changed={"holidays": calendar}, now=NOON)

    assert answer[0] == decision
    assert working_day[0] == ("defer" if unknown == "deny" else "allow")


def test_categories_of_holidays_are_the_packs():
    calendar = {"provider": "python-holidays", "country": "US", "categories": ["public"]}

    assert one(HOURS, packs_changed={"holidays": calendar}, now=at("2026-11-26T12:00+01:00"))[0] == "defer"


@pytest.mark.parametrize(
    ("region", "found"),
    [("MD", "MD"), ("ES-md", "MD"), ("Comunidad de Marte", ""), ("Andalucía", "AN"), ("", ""), (None, "")],
)
def test_regions_by_their_names(region, found):
    assert resolve_region("ES", region) == found


@pytest.mark.parametrize(
    ("place", "zones"),
    [
        (("Europe/Lisbon", "ES", "MD"), ("Europe/Lisbon",)),
        (("", "ES", "ES-MD"), ("Europe/Madrid",)),
        (("", "ES", "CN"), ("Atlantic/Canary",)),
        (("", "ES", ""), ()),
        (("", "CL", "VS"), ("America/Santiago", "Pacific/Easter")),
        (("", "CO", ""), ("America/Bogota",)),
        (("", "US", "NY"), ()),
    ],
)
def test_zones_from_the_address(place, zones):
    time_zone, country, region = place

    assert candidate_zones(time_zone=time_zone, country=country, region=region) == zones


def test_questions_of_several_pack_sets_keep_their_order():
    asked = [{"now": NOON, "channel": channel} for channel in ("sms", "email", "sms")]
    questions, history = frames(asked)
    mixed = questions.with_columns(pl.Series("pack_set", ["co", "es", "es"]))

    answers = judge_by_set(mixed, history, {"co": packs("co"), "es": packs("es")})

    assert answers["question_id"].to_list() == [0, 1, 2]
    assert answers["decision"].to_list() == ["deny", "allow", "allow"]
    assert judge_by_set(mixed.head(0), history, {}).is_empty()


def test_in_turn_an_allowed_contact_counts_against_the_next():
    asked = [{"now": NOON, "channel": "email"}] * 3
    questions, history = frames(asked)
    same = questions.with_columns(pl.Series("person", [7, 7, 8]))

    answers = judge_in_turn(same, history, packs("es"))

    assert answers["decision"].to_list() == ["allow", "defer", "allow"]
    assert judge_in_turn(same.head(0), history, packs("es")).is_empty()


def test_a_frame_of_many_blocks_is_answered_in_order():
    asked = [{"now": NOON, "channel": "email"}, {"now": NOON, "channel": "email", "party": "employer"}] * 20_000

    answers = judge(*frames(asked), packs("es"))

    assert answers["question_id"].to_list() == list(range(40_000))
    assert answers["decision"].to_list() == ["allow", "deny"] * 20_000


def test_history_in_any_order_gives_the_same_answers():
    past = [contact(NOON - n * DAY) for n in (5, 1, 3)]
    questions, history = frames([{"now": NOON, "history": past}, {"now": NOON, "history": past[:1]}])

    shuffled = judge(questions, history.reverse(), packs("es"))

    assert shuffled.rows() == judge(questions, history, packs("es")).rows()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop("party"), "questions lack party"),
        (lambda frame: frame.with_columns(pl.lit(None, dtype=pl.String).alias("channel")), "questions hold no channel"),
        (lambda frame: frame.with_columns(pl.lit("fax").alias("channel")), "'fax' is no channel"),
        (lambda frame: frame.with_columns(pl.col("now").dt.replace_time_zone(None)), "now must hold aware instants"),
    ],
)
def test_a_wrong_question_frame_is_refused(change, message):
    questions, _ = frames([{"now": NOON}])

    with pytest.raises(NotAQuestionFrame, match=message):
        read_questions(change(questions))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop("live"), "history lacks live"),
        (lambda frame: frame.with_columns(pl.lit("fax").alias("channel")), "contact on an unknown channel"),
        (lambda frame: frame.with_columns(pl.col("at").dt.replace_time_zone(None)), "at must hold aware instants"),
    ],
)
def test_a_wrong_history_is_refused(change, message):
    questions, history = frames([{"now": NOON, "history": [contact(NOON)]}])

    with pytest.raises(NotAQuestionFrame, match=message):
        judge(questions, change(history), packs("es"))


def test_undated_contacts_are_left_out():
    assert one(CAP, past=[contact(None), contact(None)]) == ("allow", [], None)


def test_optional_columns_may_be_left_out():
    questions, history = frames([{"now": NOON, "channel": "email"}])

    assert judge(questions.drop("place", "flags"), history, packs("es"))["decision"].to_list() == ["allow"]


def test_a_verdict_tells_packs_rules_and_texts():
    book = rule_book(packs("es"))

    document = verdict_document("deny", ["es.hold.adr", "gate.purpose"], ["es.hours"], book)

    assert document["packs"] == [{"id": "es", "version": "2026.07.0", "digest": packs("es")[0].digest}]
    assert [(rule["rule"], rule["kind"], rule["force"]) for rule in document["failed"]] == [
        ("es.hold.adr", "hold", "law"),
        ("gate.purpose", "gate", "house_default"),
    ]
    assert citations(["es.hours", "gate.party"], book) == [
        "Operator default; no statutory number exists",
        "RDLeg 1/2007 arts. 3.2, 96.2 (BOE-A-2007-20555)",
        "The gate refuses what it does not know",
    ]


def test_each_part_judges_its_own_kinds():
    book = rule_book((parse(CAP, HOURS, WHO | {"kind": "cease"}),))
    cease, counted, windows = book.entries
    questions, _ = frames([{"now": NOON}])
    q = read_questions(questions)
    everybody = book.applies(cease, q)

    with pytest.raises(TypeError, match=r"zz\.cap: frequency_cap is no standing rule"):
        standing.fails(counted.rule, q, book)
    with pytest.raises(TypeError, match=r"zz\.hours: time_window counts nothing"):
        counting.free_at(windows, q, everybody, None)
    with pytest.raises(TypeError, match=r"zz\.cap: frequency_cap has no hours"):
        hours.opens(counted, q, everybody.nonzero()[0], q.now)
