"""What the person said of each address, for each purpose: taken down with proof, shown, and followed at once."""

from __future__ import annotations

import pytest

from acuerdo.cases.operations import CannotSendByHand, preview_by_hand
from acuerdo.compliance.models import ConsentRecord
from acuerdo.compliance.operations import Proof, cease, opt_out
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import ContactPoint
from tests import factories
from tests.channels.outbox import carla
from tests.factories import NOW


@pytest.fixture
def case(db):
    return carla()


@pytest.fixture
def mail(case):
    return ContactPoint.objects.get(debtor=case.debtor, kind="email")


@pytest.fixture
def ana(client_of, case):
    return client_of(factories.ana(case.creditor))


def record(client, case, mail, **given):
    form = {
        "point": mail.pk, "purpose": "collection", "said": "refuses", "source": "call", "said_on": "2026-06-12",
        "wording": "No me escriban más a ese correo", **given,
    }  # fmt: skip
    return client.post(f"/cases/{case.pk}/consent/?list=&at=3", form)


def wishes(client, case):
    consents = client.get(f"/cases/{case.pk}/person/").context["page"].consents
    return [(each.point.kind, [wish.word for wish in each.wishes]) for each in consents.points]


def test_a_refusal_is_kept_with_its_proof_and_followed_at_once(ana, case, mail):
    recorded = record(ana, case, mail)

    assert recorded.url == f"/cases/{case.pk}/person/?list=&at=3"
    kept = ConsentRecord.objects.get()
    assert (kept.source, str(kept.said_on), kept.proof) == ("call", "2026-06-12", "No me escriban más a ese correo")
    assert AuditEntry.objects.get(action="compliance.consent.opted_out").actor_name == "Ana Ruiz"
    with pytest.raises(CannotSendByHand) as refusal:
        preview_by_hand(
            case_id=case.pk, channel="email", template="reminder-email", contact_point_id=mail.pk, actor=SYSTEM, now=NOW
        )
    assert refusal.value.rules == ("house.opt_out",)


def test_the_page_shows_each_address_and_purpose_with_the_proof(ana, case, mail):
    record(ana, case, mail)
    record(ana, case, mail, said="agrees", purpose="marketing", source="contract", wording="Casilla 4 del contrato")

    content = ana.get(f"/cases/{case.pk}/person/").content.decode()

    assert wishes(ana, case) == [("email", ["Refuses", "Agrees"]), ("phone", ["Nothing said", "Nothing said"])]
    for words in ("On the phone, 12 Jun 2026", "Casilla 4 del contrato", "Refused as a whole:", "E-mail"):
        assert words in content, words
    timeline = ana.get(f"/cases/{case.pk}/").content.decode()
    assert "carla@example.es (refused)" in timeline
    assert ("Opted out" in timeline, "carla@example.es · About the debt" in timeline) == (True, True)


def test_taking_it_back_is_one_more_act(ana, case, mail):
    record(ana, case, mail)
    record(ana, case, mail, said="agrees", wording="Pueden volver a escribirme")

    assert wishes(ana, case)[0] == ("email", ["Agrees", "Nothing said"])
    assert list(ConsentRecord.objects.order_by("pk").values_list("act", flat=True)) == ["opted_out", "granted"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"wording": ""}, "This field is required."),
        ({"said_on": "2026-06-16"}, "That day has not come yet."),
        ({"point": "999999"}, "Select a valid choice"),
    ],
)
def test_without_proof_nothing_is_recorded(ana, case, mail, given, error):
    shown = record(ana, case, mail, **given)

    assert (shown.status_code, shown.context["page"].frame.open) == (422, "consent")
    assert error in shown.content.decode()
    assert not ConsentRecord.objects.exists()


def test_the_form_opens_with_the_address_and_purpose_asked_about(ana, case, mail):
    page = ana.get(f"/cases/{case.pk}/person/?do=consent&point={mail.pk}&purpose=marketing").context["page"]

    assert (page.frame.open, page.consents.form.initial["point"]) == ("consent", str(mail.pk))
    assert page.consents.form.initial["purpose"] == "marketing"


def test_a_refusal_of_everything_is_said_above(ana, case):
    opt_out(debtor_id=case.debtor_id, channels=["sms"], proof=Proof("sms_stop"), actor=SYSTEM, now=NOW)
    cease(debtor_id=case.debtor_id, proof=Proof("letter"), actor=SYSTEM, now=NOW)

    content = ana.get(f"/cases/{case.pk}/person/").content.decode()

    assert "Asked not to be contacted at all." in content
    assert "Refused as a whole: SMS." in content
    assert "By answering STOP to an SMS" in ana.get(f"/cases/{case.pk}/").content.decode()


def test_an_address_out_of_use_is_shown_and_cannot_be_spoken_of(ana, case, mail):
    ContactPoint.objects.filter(pk=mail.pk).update(status="bounced")

    page = ana.get(f"/cases/{case.pk}/person/").context["page"]

    assert [wish.ask for wish in page.consents.points[0].wishes] == ["", ""]
    assert record(ana, case, mail).status_code == 422


def test_readers_see_and_do_not_record(client_of, case, mail):
    olga = client_of(factories.member("Olga Prim", "auditor", sees=[case.creditor]))

    assert "do-consent" not in olga.get(f"/cases/{case.pk}/person/").content.decode()
    assert record(olga, case, mail).status_code == 403
