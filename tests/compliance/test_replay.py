"""A ledger that the gate wrote has no breach; a ledger that somebody bent has the one that was bent."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import polars as pl
import pytest
from django.core.management import call_command

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.models import Contact, PackVersion
from acuerdo.compliance.operations import (
    Proof,
    confirm,
    grant_consent,
    judge_and_reserve,
    opt_out,
    place_hold,
    record_conversation,
    record_inbound,
    release,
)
from acuerdo.compliance.replay.ledger import replay_ledger
from acuerdo.kernel.audit import SYSTEM
from tests.compliance.test_ledger import NOW, intents
from tests.factories import portfolio

pytestmark = pytest.mark.django_db
CHANNELS = [Channel.SMS, Channel.EMAIL, Channel.VOICE_HUMAN]


@pytest.fixture
def people():
    at = [portfolio.creditor(), portfolio.creditor("andes", policy_packs=["co"], country="CO")]
    places = [{"region": "ES-CN", "time_zone": ""}, {"region": "", "time_zone": ""}, {"region": "ES-CT"}]
    return [(portfolio.debtor(**place), creditor) for place in places for creditor in at]


def drive(people, *, days: int) -> None:
    """Try everybody on every channel four times a day; what the gate allows is made three minutes later."""
    for step in range(days * 4):
        now = NOW + timedelta(hours=6 * step)
        asked = [intents(*people, channel=channel.value) for channel in CHANNELS]
        answers = judge_and_reserve(pl.concat(asked), now=now)
        made = answers["contact_id"].drop_nulls().to_list()
        confirm(made[::2], at=now)
        release(made[1::4])


def test_a_run_driven_by_the_gate_has_no_breach(people):
    for debtor, _ in people:
        grant_consent(debtor_id=debtor.pk, channels=CHANNELS, proof=Proof("import"), actor=SYSTEM, now=NOW)
    record_inbound(debtor_id=people[0][0].pk, creditor_id=people[0][1].pk, channel="voice_human", at=NOW, is_live=True)
    drive(people, days=6)
    opt_out(debtor_id=people[2][0].pk, channels=None, proof=Proof("portal"), actor=SYSTEM, now=NOW + timedelta(days=6))
    place_hold(debtor_id=people[4][0].pk, event="dispute_opened", actor=SYSTEM, now=NOW + timedelta(days=6))
    drive(people, days=9)

    replayed = replay_ledger()

    assert replayed.contacts == Contact.objects.exclude(status="released").count() > 20
    assert replayed.breaches == ()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"at": NOW.replace(hour=22)}, "es.hours"),
        ({"party": "employer"}, "es.third_party"),
        ({"packs": ""}, "ledger.packs"),
        ({"packs": "co"}, "ledger.packs"),
        ({"packs": "", "verdict_id": None}, "ledger.packs"),
        ({"packs": "co", "zones": ["America/Bogota"], "at": NOW.replace(hour=13), "verdict_id": None}, "co.hours"),
        ({"zones": ["America/Los_Angeles"]}, "es.hours"),
    ],
)
def test_a_bent_contact_is_found(changes, rule):
    at = portfolio.creditor()
    [key] = judge_and_reserve(intents((portfolio.debtor(), at)), now=NOW)["contact_id"]
    assert replay_ledger().breaches == ()

    Contact.objects.filter(pk=key).update(**changes)

    assert [(breach.contact_id, breach.rule) for breach in replay_ledger().breaches][:1] == [(key, rule)]


def test_a_contact_is_read_under_the_version_it_was_judged_under():
    judge_and_reserve(intents((portfolio.debtor(), portfolio.creditor())), now=NOW)
    stored = PackVersion.objects.get(pack="es")
    rules = json.loads(stored.document)
    [hours] = [rule for rule in rules["rules"] if rule["id"] == "es.hours"]
    hours["windows"] = {day: [] for day in hours["windows"]}
    PackVersion.objects.filter(pk=stored.pk).update(document=json.dumps(rules))

    found = replay_ledger().breaches

    assert [breach.rule for breach in found] == ["es.hours"]


def test_a_version_that_is_not_stored_is_found():
    judge_and_reserve(intents((portfolio.debtor(), portfolio.creditor())), now=NOW)
    PackVersion.objects.filter(pack="house").delete()

    [found] = replay_ledger().breaches

    assert (found.rule, found.detail) == ("ledger.packs", "judged under es,house, in a version that is not stored")


def test_contacts_after_a_stop_are_found_and_those_before_are_not():
    carla = (portfolio.debtor(), portfolio.creditor())
    judge_and_reserve(intents(carla), now=NOW)
    [key] = judge_and_reserve(intents(carla), now=NOW + timedelta(days=2))["contact_id"]
    stopped = NOW + timedelta(days=1)
    opt_out(debtor_id=carla[0].pk, channels=["sms"], proof=Proof("sms_stop"), actor=SYSTEM, now=stopped)
    place_hold(debtor_id=carla[0].pk, event="deceased", actor=SYSTEM, now=stopped)

    found = replay_ledger().breaches

    assert [(breach.contact_id, breach.rule, breach.detail) for breach in found] == [
        (key, "house.hold", "held by deceased"),
        (key, "house.opt_out", "opted out"),
    ]


def test_a_conversation_counts_once_it_is_known():
    carla = (portfolio.debtor(), portfolio.creditor())
    for minutes in (0, 10):
        [key] = judge_and_reserve(intents(carla, channel="voice_human"), now=NOW + timedelta(minutes=minutes))[
            "contact_id"
        ]
        record_conversation(contact_id=key) if minutes == 0 else None

    assert key is None
    assert replay_ledger().breaches == ()


def test_the_command_tells_breaches_and_ends_with_one():
    [key] = judge_and_reserve(intents((portfolio.debtor(), portfolio.creditor())), now=NOW)["contact_id"]
    clean, bent = io.StringIO(), io.StringIO()
    call_command("compliance", "--json", "replay", stdout=clean)
    Contact.objects.filter(pk=key).update(party="employer")

    with pytest.raises(SystemExit) as left:
        call_command("compliance", "--json", "replay", stdout=bent)

    assert json.loads(clean.getvalue())["breaches"] == []
    assert left.value.code == 1
    told = json.loads(bent.getvalue())
    assert (told["contacts"], told["breaches"][0]["rule"], told["breaches"][0]["contact_id"]) == (
        1,
        "es.third_party",
        key,
    )
