"""The gate over frames and the plain reading of the replay agree, whatever is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given, settings
from hypothesis import strategies as st

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.replay.pack_files import plain_pack
from acuerdo.compliance.replay.reading import Asked, Past, broken
from acuerdo.compliance.rules.gate import judge
from tests.compliance.asking import frames, packs

PACKS = (("es",), ("co",), ("cl",), ("pe",), ("us-regf",), ("es", "house"), ("us-regf", "house"), ("es", "co", "cl"))
ZONES = ("Europe/Madrid", "Atlantic/Canary", "America/Bogota", "America/Santiago", "America/New_York", "Pacific/Easter")
# Two stretches in which clocks change in Spain, Chile and the United States, and a fortnight of holidays.
STARTS = (datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 12, 20, tzinfo=UTC))
CHANNELS = st.sampled_from([channel.value for channel in Channel])
PURPOSES = (
    "collection",
    "collection",
    "collection",
    "marketing",
    "operation_confirmation",
    "info_requested_by_consumer",
)
HOLDS = (
    "complaint_submitted_to_adr", "dispute_opened", "vulnerability_declared", "concurso_declared", "deceased",
    "served_in_collection_lawsuit_or_insolvency", "attorney_represented",
)  # fmt: skip
FLAGS = st.lists(st.sampled_from(["direct_prior_consent_7d", "not_connected_to_dialed_number"]), max_size=1)
SECTORS = st.sampled_from([None, "financial", "energy"])
PARTIES = st.sampled_from(["debtor", "debtor", "debtor", "guarantor", "employer", "debtor_attorney", None])
DEBTS = st.sampled_from([None, 1, 2])
MINUTES = 14 * 24 * 60

instants = st.builds(
    lambda start, minutes, micro: start + timedelta(minutes=minutes, microseconds=micro),
    st.sampled_from(STARTS),
    st.integers(0, MINUTES),
    st.sampled_from([0, 0, 0, 1, 59_999_999]),
)


@st.composite
def pasts(draw, now):
    ago = draw(st.one_of(st.integers(-2_000, MINUTES), st.sampled_from([0, 1_440, 2_880, 10_080, 10_079, 8_640])))
    return {
        "at": now - timedelta(minutes=ago),
        "channel": draw(CHANNELS),
        "debt": draw(DEBTS),
        "live": draw(st.booleans()),
        "direction": draw(st.sampled_from(["out", "out", "in"])),
        "flags": draw(FLAGS),
        "purpose": draw(st.sampled_from(PURPOSES)),
    }


@st.composite
def questions(draw):
    now = draw(instants)
    few = st.lists(CHANNELS, max_size=4, unique=True)
    return {
        "now": now,
        "channel": draw(CHANNELS),
        "zones": draw(st.lists(st.sampled_from(ZONES), max_size=2, unique=True)),
        "region": draw(st.sampled_from([None, "MD", "CT", "RM", "ES-CN", "XX"])),
        "party": draw(PARTIES),
        "debt": draw(DEBTS),
        "purpose": draw(st.sampled_from(PURPOSES)),
        "consents": tuple(draw(few)),
        "opted_out": tuple(draw(st.lists(CHANNELS, max_size=1))),
        "active_holds": draw(st.dictionaries(st.sampled_from(HOLDS), SECTORS, max_size=1)),
        "ceased": draw(st.sampled_from([False, False, False, True])),
        "automated": draw(st.sampled_from([None, False, True])),
        "history": draw(st.lists(pasts(now), max_size=12)),
    }  # fmt: skip


def plain(question: dict, names: tuple[str, ...], *, at: datetime | None = None) -> set[str]:
    """Rules broken by the plain reading."""
    asked = Asked(
        now=at or question["now"],
        channel=question["channel"],
        zones=tuple(question["zones"]),
        region=question["region"],
        party=question["party"],
        debt=question["debt"],
        purpose=question["purpose"],
        consents=frozenset(question["consents"]),
        opted_out=frozenset(question["opted_out"]),
        holds=tuple((event, sector or "") for event, sector in question["active_holds"].items()),
        ceased=question["ceased"],
        automated=question["automated"],
        past=[Past(**{**past, "flags": frozenset(past["flags"])}) for past in question["history"]],
    )
    return {rule for rule, _ in broken(asked, [plain_pack(name) for name in names])}


@settings(max_examples=30)
@given(st.lists(questions(), min_size=1, max_size=40), st.sampled_from(PACKS))
def test_the_gate_refuses_what_the_plain_reading_refuses(asked, names):
    answers = judge(*frames(asked), packs(*names))

    assert [set(failed) for failed in answers["failed"]] == [plain(question, names) for question in asked]


@settings(max_examples=40)
@given(st.lists(questions(), min_size=1, max_size=25), st.sampled_from(PACKS))
def test_the_next_instant_is_the_first_at_which_nothing_is_wrong(asked, names):
    answers = judge(*frames(asked), packs(*names))

    for question, answer in zip(asked, answers.iter_rows(named=True), strict=True):
        if answer["next_allowed_at"] is None:
            assert answer["decision"] != "defer" or "es.hold.vulnerable" in answer["failed"]
            continue
        freed = answer["next_allowed_at"]
        assert answer["decision"] == "defer"
        assert plain(question, names, at=freed) == set()
        wait = freed - question["now"]
        before = [freed - timedelta(microseconds=1), *(question["now"] + wait * part / 7 for part in range(7))]
        assert all(plain(question, names, at=instant) for instant in before)


@settings(max_examples=40)
@given(questions(), st.sampled_from(PACKS), st.data())
def test_more_history_never_turns_a_refusal_into_permission(question, names, data):
    more = question | {"history": [*question["history"], data.draw(pasts(question["now"]))]}

    before, after = judge(*frames([question, more]), packs(*names)).iter_rows(named=True)

    assert set(before["failed"]) <= set(after["failed"])
    if before["next_allowed_at"] and after["next_allowed_at"]:
        assert before["next_allowed_at"] <= after["next_allowed_at"]


@settings(max_examples=40)
@given(questions(), st.sampled_from(PACKS), st.integers(-14 * 4, 14 * 4))
@example({"now": datetime(2026, 3, 29, 1, tzinfo=UTC), "history": []}, ("es",), 8)
def test_a_verdict_depends_on_the_instant_not_on_its_representation(question, names, quarters):
    elsewhere = timezone(timedelta(minutes=15 * quarters))
    moved = question | {
        "now": question["now"].astimezone(elsewhere),
        "history": [past | {"at": past["at"].astimezone(elsewhere)} for past in question["history"]],
    }

    first = judge(*frames([question]), packs(*names)).drop("question_id")
    second = judge(*frames([moved]), packs(*names)).drop("question_id")

    assert first.rows() == second.rows()
