"""Holds and acts of consent: recorded with proof, told at once, and stronger than any queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.compliance.models import ConsentRecord, Hold
from acuerdo.compliance.operations import (
    CannotLiftHold,
    Proof,
    cease,
    expire_holds,
    grant_consent,
    judge_and_reserve,
    lift_hold,
    opt_in,
    opt_out,
    place_hold,
    prefer_channel,
    resume,
    revoke_links,
    set_hours,
    withdraw_consent,
)
from acuerdo.compliance.queries import active_holds, consent_history, permission_of
from acuerdo.compliance.rules.opening import NotAnOverride
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry, Event
from tests.compliance.test_ledger import NOW, intents
from tests.factories import portfolio

pytestmark = pytest.mark.django_db
ANA = Actor(kind="user", name="Ana Ruiz")
BY = Proof(source="portal", text="pressed the button")


@pytest.fixture
def carla():
    at = portfolio.creditor()
    return portfolio.debtor(at=at), at


def answer(carla, **fields):
    row = judge_and_reserve(intents(carla, **fields), now=fields.pop("now", NOW)).row(0, named=True)
    return row["decision"], row["failed"]


def kinds():
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_place_hold_stops_contact_and_lift_hold_lets_it_go_on(carla):
    debtor, creditor = carla
    hold = place_hold(debtor_id=debtor.pk, creditor_id=creditor.pk, event="dispute_opened", actor=ANA, now=NOW)

    assert answer(carla) == ("deny", ["es.hold.dispute"])
    assert active_holds(debtor_id=debtor.pk, creditor_id=creditor.pk, now=NOW) == [hold]
    lift_hold(hold_id=hold.pk, reason="resolved", actor=ANA, now=NOW)
    assert answer(carla) == ("allow", [])
    assert kinds() == ["HoldPlaced", "HoldLifted"]
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "actor_name"))
    assert actions == [("compliance.hold.placed", "Ana Ruiz"), ("compliance.hold.lifted", "Ana Ruiz")]


def test_placing_the_same_hold_twice_returns_the_first(carla):
    first, second = (
        place_hold(debtor_id=carla[0].pk, event="deceased", actor=ANA, now=NOW + timedelta(hours=hour))
        for hour in (0, 1)
    )

    assert first == second
    assert kinds() == ["HoldPlaced"]


def test_a_hold_for_all_creditors_stops_each(carla):
    place_hold(debtor_id=carla[0].pk, event="deceased", actor=ANA, now=NOW)

    assert answer(carla) == ("deny", ["house.hold"])


def test_a_hold_of_another_creditor_stops_nothing(carla):
    other = portfolio.creditor(portfolio.LUMEN)
    place_hold(debtor_id=carla[0].pk, creditor_id=other.pk, event="dispute_opened", actor=ANA, now=NOW)

    assert answer(carla) == ("allow", [])


def test_the_sector_of_the_creditor_decides_what_a_complaint_stops(carla):
    lumen = portfolio.creditor(portfolio.LUMEN)
    for creditor in (carla[1], lumen):
        place_hold(
            debtor_id=carla[0].pk, creditor_id=creditor.pk, event="complaint_submitted_to_adr", actor=ANA, now=NOW
        )

    assert answer((carla[0], lumen)) == ("deny", ["es.hold.adr"])
    assert answer(carla) == ("allow", [])


def test_the_pack_ends_a_hold_that_nobody_ends(carla):
    now = datetime(2026, 1, 31, 9, tzinfo=UTC)
    event = "abusive_clause_prior_claim"
    hold = place_hold(debtor_id=carla[0].pk, creditor_id=carla[1].pk, event=event, actor=ANA, now=now)

    assert hold.until == datetime(2026, 2, 28, 9, tzinfo=UTC)


def test_expire_holds_lifts_what_is_over(carla):
    short, long = (
        place_hold(debtor_id=carla[0].pk, event=event, until=NOW + timedelta(days=days), actor=ANA, now=NOW)
        for event, days in (("breathing_space", 1), ("deceased", 9))
    )

    assert expire_holds(now=NOW + timedelta(days=1)) == 1
    assert expire_holds(now=NOW + timedelta(days=1)) == 0
    short.refresh_from_db()
    assert (short.lifted_at, short.lifted_reason) == (NOW + timedelta(days=1), "expired")
    assert list(Hold.objects.filter(lifted_at=None)) == [long]


def test_lifting_what_is_not_in_force_is_refused(carla):
    with pytest.raises(CannotLiftHold):
        lift_hold(hold_id=1, reason="", actor=ANA, now=NOW)

    assert not AuditEntry.objects.exists()


def test_opt_out_of_a_channel_leaves_the_others(carla):
    opt_out(debtor_id=carla[0].pk, channels=["sms"], proof=BY, actor=ANA, now=NOW)

    assert answer(carla) == ("deny", ["house.opt_out"])
    assert answer(carla, channel="email") == ("allow", [])
    assert kinds() == ["PermissionChanged", "OptedOut"]
    assert Event.objects.last().data == {"debtor_id": carla[0].pk, "channels": ["sms"], "ceased": False}


def test_opt_out_of_everything_and_in_again(carla):
    opt_out(debtor_id=carla[0].pk, channels=None, proof=BY, actor=ANA, now=NOW)
    assert answer(carla, channel="email") == ("deny", ["house.opt_out"])

    opt_in(debtor_id=carla[0].pk, channels=["email"], proof=BY, actor=ANA, now=NOW)
    assert answer(carla) == ("deny", ["house.opt_out"])
    assert answer(carla, channel="email") == ("allow", [])


def test_saying_stop_again_is_kept_and_changes_nothing(carla):
    for _ in range(2):
        opt_out(debtor_id=carla[0].pk, channels=["sms"], proof=BY, actor=ANA, now=NOW)

    assert ConsentRecord.objects.count() == 2
    assert permission_of(debtor_id=carla[0].pk).opted_out == ("sms",)


def test_a_receipt_reaches_who_has_opted_out(carla):
    opt_out(debtor_id=carla[0].pk, channels=None, proof=BY, actor=ANA, now=NOW)

    assert answer(carla, purpose="operation_confirmation") == ("allow", [])


def test_cease_and_resume(carla):
    cease(debtor_id=carla[0].pk, proof=BY, actor=ANA, now=NOW)
    assert answer(carla) == ("deny", ["house.cease"])

    resume(debtor_id=carla[0].pk, proof=BY, actor=ANA, now=NOW)
    assert answer(carla) == ("allow", [])


def test_consent_is_asked_where_the_law_asks_for_it():
    at = portfolio.creditor("andes", policy_packs=["co"], country="CO")
    who = (portfolio.debtor(region="", country="CO", time_zone=""), at)
    now = datetime(2026, 6, 16, 15, tzinfo=UTC)

    def asked():
        return judge_and_reserve(intents(who), now=now).row(0, named=True)["failed"]

    assert asked() == ["co.channels.optin"]
    grant_consent(debtor_id=who[0].pk, channels=["sms"], proof=BY, actor=ANA, now=now)
    withdraw_consent(debtor_id=who[0].pk, channels=["sms"], proof=BY, actor=ANA, now=now)
    assert asked() == ["co.channels.optin"]
    grant_consent(debtor_id=who[0].pk, channels=["sms", "email"], proof=BY, actor=ANA, now=now)
    assert asked() == []
    assert [record.act for record in consent_history(debtor_id=who[0].pk)] == ["granted", "withdrawn", "granted"]


def test_own_hours_are_kept_checked_and_followed():
    at = portfolio.creditor("andes", policy_packs=["co"], country="CO")
    who = (portfolio.debtor(region="", country="CO", time_zone=""), at)
    night = datetime(2026, 6, 17, 1, tzinfo=UTC)
    grant_consent(debtor_id=who[0].pk, channels=["sms"], proof=BY, actor=ANA, now=NOW)

    with pytest.raises(NotAnOverride):
        set_hours(debtor_id=who[0].pk, hours="late", actor=ANA, now=NOW)
    set_hours(debtor_id=who[0].pk, hours="19:00-21:00", actor=ANA, now=NOW)

    assert judge_and_reserve(intents(who), now=night).row(0, named=True)["decision"] == "allow"
    set_hours(debtor_id=who[0].pk, hours=None, actor=ANA, now=NOW)
    assert permission_of(debtor_id=who[0].pk).hours is None


def test_preferences_are_kept(carla):
    key = carla[0].pk
    assert permission_of(debtor_id=key).preferred_channel == ""

    prefer_channel(debtor_id=key, channel="email", actor=ANA, now=NOW)
    revoke_links(debtor_id=key, actor=ANA, now=NOW)

    kept = permission_of(debtor_id=key)
    assert (kept.preferred_channel, kept.links_revoked_at, kept.opted_out) == ("email", NOW, ())
    assert not ConsentRecord.objects.exists()
    prefer_channel(debtor_id=key, channel="", actor=ANA, now=NOW)
    assert permission_of(debtor_id=key).preferred_channel == ""
