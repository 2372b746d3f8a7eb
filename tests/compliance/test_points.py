"""What people say of one address or number: it binds there at once, with proof, and leaves the others alone."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from django.db import connection

from acuerdo.compliance.enums import Channel, Purpose
from acuerdo.compliance.events import OptedOut
from acuerdo.compliance.models import ConsentRecord, Contact
from acuerdo.compliance.operations import (
    NoSuchPoint,
    Proof,
    agree_at,
    confirm,
    grant_consent,
    judge_again,
    judge_and_reserve,
    opt_in,
    opt_out,
    refuse_at,
)
from acuerdo.compliance.queries import judge_apart, permission_of, said_of_points, wishes_of
from acuerdo.compliance.queries.consistency import CONSISTENCY
from acuerdo.compliance.replay.ledger import replay_ledger
from acuerdo.compliance.rules.points import (
    Change,
    Masks,
    after_agreeing,
    after_refusing,
    after_word_on_channels,
    masks_at,
    purpose_of,
    served_by,
)
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry, Event
from tests.compliance.test_ledger import NOW, intents
from tests.factories import portfolio

ANA = Actor(kind="user", name="Ana Ruiz")
DEBT, OFFERS = Purpose.COLLECTION, Purpose.MARKETING
MAIL, SMS = Channel.EMAIL.bit, Channel.SMS.bit
CALL = Channel.VOICE_HUMAN.bit
TWO = {"1": MAIL, "2": MAIL}


def refused(*points, purpose="collection"):
    return {point: {"channels": MAIL, purpose: "refused"} for point in points}


class TestRules:
    def test_each_kind_of_address_serves_its_channels(self):
        assert served_by(kind="email", is_mobile=False) == MAIL
        assert served_by(kind="phone", is_mobile=False) & (SMS | CALL) == CALL
        assert served_by(kind="phone", is_mobile=True) & (SMS | CALL) == SMS | CALL

    @pytest.mark.parametrize(
        ("purpose", "goes_by"),
        [("marketing", "marketing"), ("collection", "collection"), ("fraud_alert", "collection"), (None, "collection")],
    )
    def test_what_is_no_marketing_goes_by_collection(self, purpose, goes_by):
        assert purpose_of(purpose) == goes_by

    def test_refusing_one_of_two_leaves_the_channel_open_without_consent(self):
        change = after_refusing(wishes={}, points=TWO, point="1", purpose="collection")

        assert change == Change(refused("1"), withdrawn=MAIL)
        assert change.applied(Masks(consents=MAIL)) == Masks()

    def test_refusing_the_last_one_closes_the_channel(self):
        change = after_refusing(wishes=refused("2"), points=TWO, point="1", purpose="collection")

        assert change == Change(refused("2", "1"), refused=MAIL)
        assert change.applied(Masks(consents=MAIL)) == Masks(opted_out=MAIL)

    def test_refusing_one_keeps_the_consent_given_for_another(self):
        agreed = {"2": {"channels": MAIL, "collection": "agreed"}}

        assert after_refusing(wishes=agreed, points=TWO, point="1", purpose="collection").withdrawn == 0

    def test_a_fixed_line_that_stays_keeps_calls_open_and_texts_close(self):
        points = {"1": SMS | CALL, "2": CALL}

        change = after_refusing(wishes={}, points=points, point="1", purpose="collection")

        assert (change.refused, change.withdrawn) == (SMS, CALL)

    def test_agreeing_opens_a_refused_channel_for_this_address_alone(self):
        change = after_agreeing(
            wishes={}, points=TWO | {"3": CALL}, point="1", purpose="collection", masks=Masks(opted_out=MAIL)
        )

        assert change.wishes == {"1": {"channels": MAIL, "collection": "agreed"}, **refused("2")}
        assert change.applied(Masks(opted_out=MAIL)) == Masks(consents=MAIL)

    def test_agreeing_leaves_what_was_said_of_others(self):
        said = {"2": {"channels": MAIL, "collection": "agreed"}}

        change = after_agreeing(wishes=said, points=TWO, point="1", purpose="collection", masks=Masks(opted_out=MAIL))

        assert {wish["collection"] for wish in change.wishes.values()} == {"agreed"}

    @pytest.mark.parametrize(
        ("wishes", "purpose", "masks", "found"),
        [
            ({}, "collection", Masks(MAIL, 0), Masks(MAIL, 0)),
            (refused("1"), "collection", Masks(MAIL, 0), Masks(0, MAIL)),
            (refused("1"), "marketing", Masks(MAIL, 0), Masks(MAIL, 0)),
            ({"1": {"channels": MAIL, "collection": "agreed"}}, "collection", Masks(), Masks(MAIL, 0)),
            ({"2": {"channels": MAIL, "collection": "agreed"}}, "collection", Masks(MAIL, 0), Masks()),
            ({"2": {"channels": SMS, "collection": "agreed"}}, "collection", Masks(MAIL, 0), Masks(MAIL, 0)),
        ],
        ids=["nothing said", "refused", "refused for another purpose", "agreed", "agreed for another", "other channel"],
    )
    def test_what_binds_at_an_address(self, wishes, purpose, masks, found):
        assert masks_at(wishes=wishes, point="1", purpose=purpose, bit=MAIL, masks=masks) == found

    def test_a_word_on_the_whole_channel_is_the_last_one(self):
        said = {**refused("1"), "2": {"channels": SMS, "collection": "refused"}}

        assert after_word_on_channels(wishes=said, channels=MAIL) == {"2": said["2"]}


@pytest.fixture
def carla(db):
    at = portfolio.creditor()
    return portfolio.debtor(at=at), at


@pytest.fixture
def mails(carla):
    return [portfolio.contact_point(carla[0], "email", f"carla{number}@example.es") for number in (1, 2)]


def of(point, text="No me escriban ahí", **fields):
    return Proof(source="call", text=text, contact_point_id=point.pk, **fields)


def asked(who, point=None, *, channel="email", purpose="collection", now=NOW):
    frame = intents(who, channel=channel, purpose=purpose).with_columns(
        pl.lit(point.pk if point else None, pl.Int64).alias("contact_point_id")
    )
    return judge_apart(frame, now=now).frame["failed"].to_list()[0]


@pytest.mark.django_db
class TestGate:
    def test_a_refused_address_is_refused_and_the_other_is_not(self, carla, mails):
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW)

        assert asked(carla, mails[0]) == ["house.opt_out"]
        assert (asked(carla, mails[1]), asked(carla)) == ([], [])
        assert asked(carla, mails[0], purpose="operation_confirmation") == []

    def test_the_purpose_decides(self, carla, mails):
        refuse_at(debtor_id=carla[0].pk, purpose=OFFERS, proof=of(mails[0]), actor=ANA, now=NOW)
        refuse_at(debtor_id=carla[0].pk, purpose=OFFERS, proof=of(mails[1]), actor=ANA, now=NOW)

        assert asked(carla, purpose="marketing") == ["house.opt_out"]
        assert (asked(carla), asked(carla, mails[0])) == ([], [])
        # Whoever wants no offers has not opted out of what is owed.
        assert {event.kind for event in Event.objects.all()} == {"PermissionChanged"}

    def test_the_last_address_closes_the_channel_and_agreeing_opens_it_there(self, carla, mails):
        for mail in mails:
            refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mail), actor=ANA, now=NOW)
        closed = asked(carla)
        agree_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[1], "Aquí sí"), actor=ANA, now=NOW)

        assert closed == ["house.opt_out"]
        assert (asked(carla), asked(carla, mails[1]), asked(carla, mails[0])) == ([], [], ["house.opt_out"])

    def test_what_waits_in_the_queue_is_refused_at_the_last_look(self, carla, mails):
        frame = intents(carla, channel="email").with_columns(pl.lit(mails[0].pk).alias("contact_point_id"))
        answer = judge_and_reserve(frame, now=NOW)
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW)

        again = judge_again(frame.with_columns(answer["contact_id"]), now=NOW)

        assert again["failed"].to_list() == [["house.opt_out"]]

    def test_where_the_law_asks_for_consent_it_is_for_that_address_alone(self):
        at = portfolio.creditor("andes", policy_packs=["co"], country="CO")
        who = (portfolio.debtor(region="", country="CO", time_zone=""), at)
        one, other = (portfolio.contact_point(who[0], "email", f"{name}@example.co") for name in ("uno", "otro"))
        now = NOW + timedelta(days=1, hours=7)
        agree_at(debtor_id=who[0].pk, purpose=DEBT, proof=of(one), actor=ANA, now=now)

        assert (asked(who, other, now=now), asked(who, one, now=now)) == (["co.channels.optin"], [])


class TestActs:
    def test_the_act_is_kept_with_its_proof_and_told(self, carla, mails):
        proof = of(mails[0], said_on=date(2026, 6, 12), creditor_id=carla[1].pk)
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=proof, actor=ANA, now=NOW)

        (said,) = said_of_points(debtor_id=carla[0].pk)
        assert (said.contact_point_id, said.purpose, said.agrees) == (mails[0].pk, "collection", False)
        assert (said.said_on, said.source, said.text) == (date(2026, 6, 12), "call", "No me escriban ahí")
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.actor_name) == ("compliance.consent.withdrawn", "Ana Ruiz")
        assert entry.after["points"] == {str(mails[0].pk): {"channels": MAIL, "collection": "refused"}}
        assert [event.kind for event in Event.objects.all()] == ["PermissionChanged"]

    def test_closing_a_channel_is_told_as_an_opt_out(self, carla):
        mail = portfolio.contact_point(carla[0], "email", "carla@example.es")
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mail), actor=ANA, now=NOW)

        assert Event.objects.last().kind == OptedOut.__name__
        assert permission_of(debtor_id=carla[0].pk).opted_out == (Channel.EMAIL,)

    def test_a_phone_that_is_one_of_two_is_two_acts(self, carla):
        mobile = portfolio.contact_point(carla[0], "phone", "+34600111222")
        portfolio.contact_point(carla[0], "phone", "+34910111222", is_mobile=False)
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mobile), actor=ANA, now=NOW)

        acts = list(ConsentRecord.objects.order_by("pk").values_list("act", flat=True))
        assert acts == ["opted_out", "withdrawn"]
        assert asked(carla, channel="sms") == ["house.opt_out"]
        assert asked(carla, channel="voice_human") == []

    @pytest.mark.parametrize("status", ["bounced", "retired"])
    def test_an_address_out_of_use_cannot_be_spoken_of(self, carla, status):
        gone = portfolio.contact_point(carla[0], "email", "vieja@example.es", status=status)

        with pytest.raises(NoSuchPoint):
            agree_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(gone), actor=ANA, now=NOW)

        assert not ConsentRecord.objects.exists()

    def test_a_word_on_the_channel_ends_what_was_said_of_its_addresses(self, carla, mails):
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW)
        kept = wishes_of(debtor_ids=[carla[0].pk])
        opt_in(debtor_id=carla[0].pk, channels=["email"], proof=Proof("portal"), actor=ANA, now=NOW)

        assert list(kept) == [carla[0].pk]
        assert (wishes_of(debtor_ids=[carla[0].pk]), said_of_points(debtor_id=carla[0].pk)) == ({}, ())
        assert asked(carla, mails[0]) == []

    def test_opting_out_of_everything_holds_for_offers_too(self, carla, mails):
        grant_consent(debtor_id=carla[0].pk, channels=["email"], proof=Proof("import"), actor=ANA, now=NOW)
        opt_out(debtor_id=carla[0].pk, channels=None, proof=Proof("portal"), actor=ANA, now=NOW)

        assert (asked(carla), asked(carla, purpose="marketing")) == (["house.opt_out"], ["house.opt_out"])


def test_the_replay_reads_the_same_from_the_acts(carla, mails):
    for minute, (mail, purpose) in enumerate([(mails[0], DEBT), (mails[0], OFFERS), (mails[1], OFFERS)]):
        at = NOW + timedelta(minutes=minute)
        refuse_at(debtor_id=carla[0].pk, purpose=purpose, proof=of(mail), actor=ANA, now=at)
    now = NOW + timedelta(minutes=9)
    answer = judge_and_reserve(intents(carla, channel="email"), now=now)
    confirm(answer["contact_id"].to_list(), at=now)
    kept = replay_ledger()
    refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[1]), actor=ANA, now=NOW + timedelta(minutes=5))

    assert (kept.contacts, kept.breaches) == (1, ())
    assert [breach.rule for breach in replay_ledger().breaches] == ["house.opt_out"]
    with connection.cursor() as cursor:
        for _, sql, _ in CONSISTENCY:
            cursor.execute(sql)
            assert cursor.fetchall() == []


@pytest.mark.django_db
class TestReplayOfSingleAddresses:
    def write(self, who, point, *, now=NOW + timedelta(hours=1)):
        """A mail to an address, an hour after what is said of it."""
        frame = intents(who, channel="email").with_columns(pl.lit(point.pk).alias("contact_point_id"))
        [contact_id] = judge_and_reserve(frame, now=now)["contact_id"]
        confirm([contact_id], at=now)
        return contact_id

    @pytest.fixture
    def written(self, carla, mails):
        self.write(carla, mails[0])
        assert replay_ledger().breaches == ()

    def breached(self):
        return [breach.rule for breach in replay_ledger().breaches]

    def test_whoever_writes_to_a_refused_address_is_found(self, carla, mails, written):
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW)

        assert self.breached() == ["house.opt_out"]

    def test_another_address_another_purpose_or_a_later_refusal_is_none(self, carla, mails, written):
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[1]), actor=ANA, now=NOW)
        refuse_at(debtor_id=carla[0].pk, purpose=OFFERS, proof=of(mails[0]), actor=ANA, now=NOW)
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW + timedelta(hours=2))

        assert self.breached() == []

    def test_who_agrees_again_or_speaks_of_the_channel_has_said_the_last_word(self, carla, mails, written):
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW)
        agree_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW + timedelta(minutes=1))
        agreed = self.breached()
        refuse_at(debtor_id=carla[0].pk, purpose=DEBT, proof=of(mails[0]), actor=ANA, now=NOW + timedelta(minutes=2))
        refused_again = self.breached()
        opt_in(debtor_id=carla[0].pk, channels=["email"], proof=Proof("portal"), actor=ANA,
               now=NOW + timedelta(minutes=3))  # fmt: skip

        assert (agreed, refused_again, self.breached()) == ([], ["house.opt_out"], [])

    def test_consent_given_for_one_address_is_none_for_another(self):
        andes = portfolio.creditor("andes", policy_packs=["co"], country="CO")
        leo = portfolio.debtor("Leo Marín Soto", at=andes, region="", time_zone="")
        one, other = (portfolio.contact_point(leo, "email", f"leo{number}@example.es") for number in (1, 2))
        agree_at(debtor_id=leo.pk, purpose=DEBT, proof=of(one), actor=ANA, now=NOW)
        later = NOW + timedelta(days=1, hours=7)
        contact_id = self.write((leo, andes), one, now=later)
        assert self.breached() == []

        Contact.objects.filter(pk=contact_id).update(contact_point_id=other.pk)

        assert self.breached() == ["co.channels.optin"]
