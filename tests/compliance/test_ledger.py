"""Judging with the database, taking slots, giving them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from acuerdo.compliance.models import Contact, PackVersion, Verdict
from acuerdo.compliance.operations import confirm, judge_again, judge_and_reserve, mark_uncertain, release
from acuerdo.compliance.queries import contact_allowed_now, packs_of, verdict_stories
from acuerdo.compliance.queries import packs as packs_module
from acuerdo.compliance.rules.pack_models import Effective
from acuerdo.compliance.rules.packs import CannotLoadPack
from tests.factories import portfolio

pytestmark = pytest.mark.django_db
NOW = portfolio.NOW


def intents(*people, channel="sms", purpose="collection"):
    return pl.DataFrame(
        {
            "debtor_id": [debtor.pk for debtor, _ in people],
            "creditor_id": [creditor.pk for _, creditor in people],
            "channel": channel,
            "purpose": purpose,
        },
        schema_overrides={"debtor_id": pl.Int64, "creditor_id": pl.Int64},
    )


@pytest.fixture
def carla():
    at = portfolio.creditor()
    return portfolio.debtor(at=at), at


def test_judge_and_reserve_takes_a_slot_with_its_verdict(carla):
    answer = judge_and_reserve(intents(carla), now=NOW).row(0, named=True)

    contact = Contact.objects.get()
    assert answer["decision"] == "allow"
    assert answer["contact_id"] == contact.pk
    assert (contact.status, contact.at, contact.packs, contact.region) == ("reserved", NOW, "es,house", "ES-MD")
    assert contact.zones == ["Europe/Madrid"]
    assert contact.verdict_id == answer["verdict_id"]
    assert verdict_stories([answer["verdict_id"]])[answer["verdict_id"]].packs == ("es 2026.07.0", "house 2026.11.0")
    assert PackVersion.objects.count() == 2


def test_a_second_contact_of_a_person_in_one_batch_waits_its_gap(carla):
    answers = judge_and_reserve(intents(carla, carla), now=NOW)

    assert answers["decision"].to_list() == ["allow", "defer"]
    assert answers["next_allowed_at"][1] == NOW + timedelta(days=1)
    assert Contact.objects.count() == 1


def test_a_reservation_counts_until_it_is_released(carla):
    first = judge_and_reserve(intents(carla), now=NOW)["contact_id"].to_list()

    assert judge_and_reserve(intents(carla), now=NOW)["decision"].to_list() == ["defer"]
    release(first)
    assert judge_and_reserve(intents(carla), now=NOW)["decision"].to_list() == ["allow"]


def test_judging_again_does_not_count_its_own_reservation(carla):
    contact_ids = judge_and_reserve(intents(carla), now=NOW)["contact_id"]
    later = NOW + timedelta(minutes=5)

    again = judge_again(intents(carla).with_columns(contact_ids), now=later)

    assert again["decision"].to_list() == ["allow"]
    confirm(contact_ids.to_list(), at=later)
    assert Contact.objects.get().at == later


def test_an_uncertain_contact_counts_as_made(carla):
    [key] = judge_and_reserve(intents(carla), now=NOW)["contact_id"]
    mark_uncertain([key], at=NOW)
    release([key])

    assert Contact.objects.get().status == "uncertain"
    assert judge_and_reserve(intents(carla), now=NOW)["decision"].to_list() == ["defer"]


def test_flags_of_past_contacts_are_read():
    at = portfolio.creditor("first", policy_packs=["us-regf"], country="US")
    who = (portfolio.debtor(time_zone="America/New_York"), at)
    noon = NOW.replace(hour=16)
    fields = {"debtor_id": who[0].pk, "creditor_id": at.pk, "channel": "voice_human", "purpose": "collection"}
    for hours in range(7):
        Contact.objects.create(**fields, at=noon - timedelta(hours=hours), flags=["not_connected_to_dialed_number"])

    assert judge_and_reserve(intents(who, channel="voice_human"), now=noon)["decision"].to_list() == ["allow"]


def test_an_expired_pack_stops_everything(carla, monkeypatch):
    [es, house] = packs_of(("es", "house"), now=NOW)
    ended = es.document.model_copy(update={"effective": Effective(start=date(2026, 1, 1), to=date(2026, 6, 14))})
    monkeypatch.setattr(packs_module, "_load", lambda names: (replace(es, document=ended), house))

    with pytest.raises(CannotLoadPack, match=r"es, effective\.to: the pack expired on 2026-06-14"):
        judge_and_reserve(intents(carla), now=NOW)

    assert not Contact.objects.exists()


def test_nothing_asked_is_nothing_judged():
    assert judge_and_reserve(intents(), now=NOW).is_empty()


def test_a_verdict_tells_its_story(carla):
    at_night = NOW.replace(hour=22)
    answer = judge_and_reserve(intents(carla), now=at_night).row(0, named=True)

    story = verdict_stories([answer["verdict_id"], 0])[answer["verdict_id"]]
    assert [(reason.rule, reason.kind, reason.has_passed) for reason in story.failed] == [
        ("es.hours", "time_window", False)
    ]
    assert story.citations == (
        "Our own limit: no law names a number",
        "RDLeg 1/2007 arts. 3.2, 96.2 (BOE-A-2007-20555)",
    )


def test_the_same_verdict_is_stored_once(carla):
    judge_and_reserve(intents(carla), now=NOW)
    judge_and_reserve(intents(carla), now=NOW + timedelta(days=2))

    assert Verdict.objects.count() == 1


def test_a_creditor_without_a_pack_may_contact_nobody():
    at = portfolio.creditor("lejos", policy_packs=[], country="FR")
    answer = judge_and_reserve(intents((portfolio.debtor(), at)), now=NOW).row(0, named=True)

    assert (answer["decision"], answer["failed"], answer["contact_id"]) == ("deny", ["gate.pack"], None)
    assert not Contact.objects.exists()


def test_the_badge_tells_until_when_and_why_not(carla):
    debtor, creditor = carla
    sms, email = contact_allowed_now(debtor_id=debtor.pk, creditor_id=creditor.pk, channels=["sms", "email"], now=NOW)
    [night] = contact_allowed_now(
        debtor_id=debtor.pk, creditor_id=creditor.pk, channels=["sms"], now=NOW + timedelta(hours=12)
    )

    assert (sms.is_allowed, sms.until) == (True, NOW.replace(hour=19))
    assert (email.is_allowed, email.until) == (True, None)
    assert (night.decision, night.next_at) == ("defer", NOW + timedelta(hours=23))
    assert [reason.rule for reason in night.story.failed] == ["es.hours"]
