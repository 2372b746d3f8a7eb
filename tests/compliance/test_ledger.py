"""Judging with the database, taking slots, giving them back."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from acuerdo.compliance.models import Contact, PackVersion, Verdict
from acuerdo.compliance.operations import confirm, judge_again, judge_and_reserve, release
from acuerdo.compliance.queries import contact_allowed_now, verdict_stories
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
