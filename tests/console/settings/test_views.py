"""Settings: creditors, people, policy packs; who may, what is kept, what is written to the audit log."""

from __future__ import annotations

import re

import pytest

from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import Creditor, CreditorAccess
from acuerdo.portfolio.queries import profile_of
from acuerdo.staff.models import User
from tests import factories
from tests.console.people import signed_in, text_of

pytestmark = pytest.mark.django_db

INVITED = {"name": "Pau Casals", "email": "pau@example.es", "language": "es", "role": "agent"}


@pytest.fixture
def roble():
    return factories.creditor()


@pytest.fixture
def eva(roble):
    return signed_in(factories.eva())


def fields(roble: Creditor, **changed: object) -> dict[str, object]:
    return {
        "seen": profile_of(creditor_id=roble.pk).fingerprint,
        "name": "Banco Roble",
        "legal_name": "Banco Roble, S.A.",
        "brand_colour": "#0f766e",
        "brand_initials": "BR",
        "sender_email": "pagos@banco-roble.example",
        "sms_sender": "ROBLE",
        "policy_packs": ["es"],
        "allocation_order": "debt,principal,interest,fees",
        "min_payment": "25.50",
    } | changed


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_creditors_in_a_fixed_number_of_queries(eva, rows, django_assert_num_queries):
    for number in range(rows - 1):
        factories.creditor(f"otro-{number}")
    eva.get("/settings/")

    with django_assert_num_queries(4):  # session, user, creditors, access
        answer = eva.get("/settings/")

    assert text_of(answer).count("data-row") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_people_in_a_fixed_number_of_queries(eva, roble, rows, django_assert_num_queries):
    for number in range(rows - 1):
        factories.member(f"Ana{number} Ruiz", "agent", sees=[roble])
    eva.get("/settings/people/")

    with django_assert_num_queries(5):  # session, user, creditors, access, people
        answer = eva.get("/settings/people/")

    assert text_of(answer).count("data-row") == rows


def test_a_creditor_is_changed_and_the_change_is_on_record(eva, roble):
    answer = eva.post(f"/settings/creditors/{roble.pk}/", fields(roble))

    roble.refresh_from_db()
    assert answer.status_code == 302
    assert (roble.brand_colour, roble.sms_sender, roble.min_payment_cents) == ("#0f766e", "ROBLE", 2_550)
    assert roble.allocation_order == ["debt", "principal", "interest", "fees"]
    entry = AuditEntry.objects.get(action="portfolio.creditor.updated")
    assert entry.before["sms_sender"] == "BR"
    assert entry.after["sms_sender"] == "ROBLE"


def test_the_second_of_two_who_edit_is_told_and_overwrites_nothing(eva, roble):
    before = fields(roble)

    first = eva.post(f"/settings/creditors/{roble.pk}/", before)
    second = eva.post(f"/settings/creditors/{roble.pk}/", before | {"name": "Otro"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Somebody else saved this creditor meanwhile" in text_of(second)
    assert Creditor.objects.get().name == "Banco Roble"


@pytest.mark.parametrize(
    "wrong",
    [
        {"brand_colour": "red"},
        {"sms_sender": "ÑANDÚ"},
        {"policy_packs": ["atlantis"]},
        {"allocation_order": "fees"},
        {"min_payment": "-1"},
    ],
)
def test_wrong_values_change_nothing(eva, roble, wrong):
    answer = eva.post(f"/settings/creditors/{roble.pk}/", fields(roble, **wrong))

    assert answer.status_code == 422
    assert actions() == []


def test_compliance_reads_and_may_not_change(roble):
    carla = signed_in(factories.member("Nora Gil", "compliance", sees=[roble]))

    page = text_of(carla.get(f"/settings/creditors/{roble.pk}/"))
    answer = carla.post(f"/settings/creditors/{roble.pk}/", fields(roble))

    assert "disabled" in page
    assert answer.status_code == 403
    assert carla.get("/settings/people/").status_code == 403
    assert actions() == []


def test_creditors_out_of_scope_do_not_exist_and_agents_have_no_settings(roble):
    lumen = factories.creditor(factories.LUMEN)
    auditor = signed_in(factories.member("Olga Ros", "auditor", sees=[roble]))

    assert auditor.get(f"/settings/creditors/{lumen.pk}/").status_code == 404
    assert signed_in(factories.ana(roble)).get("/settings/").status_code == 403


def test_an_invited_person_gets_a_link_to_choose_a_password(eva, roble, client):
    answer = eva.post("/settings/people/new/", INVITED | {"creditors": [roble.pk]})

    pau = User.objects.get(email="pau@example.es")
    assert answer["Location"] == f"/settings/people/{pau.pk}/link/"
    assert not pau.has_usable_password()
    assert CreditorAccess.objects.filter(user=pau, creditor=roble).exists()
    page = text_of(eva.get(answer["Location"]))
    path = page.split('data-copy="')[1].split('"')[0].split("8000")[-1]
    assert client.get(path, follow=True).status_code == 200
    assert actions() == ["staff.member.invited", "portfolio.access.granted"]


def test_an_address_that_works_here_already_is_refused(eva):
    eva.post("/settings/people/new/", INVITED)

    again = eva.post("/settings/people/new/", INVITED)

    assert again.status_code == 422
    assert User.objects.filter(email="pau@example.es").count() == 1


def test_role_and_creditors_of_somebody_change_together(eva, roble):
    lumen = factories.creditor(factories.LUMEN)
    ana = factories.ana(roble)

    eva.post(f"/settings/people/{ana.pk}/", {"role": "lead", "creditors": [lumen.pk]})

    ana.refresh_from_db()
    assert ana.role == "lead"
    assert list(CreditorAccess.objects.filter(user=ana).values_list("creditor_id", flat=True)) == [lumen.pk]


def test_the_only_administrator_stays(eva):
    admin = User.objects.get()

    role = eva.post(f"/settings/people/{admin.pk}/", {"role": "agent"})
    eva.post(f"/settings/people/{admin.pk}/access/", {"do": "close"})

    admin.refresh_from_db()
    assert role.status_code == 422
    assert (admin.role, admin.is_active) == ("admin", True)


def test_whoever_is_shut_out_is_out_at_once_and_may_come_back(eva, roble):
    ana = factories.ana(roble)
    hers = signed_in(ana)

    eva.post(f"/settings/people/{ana.pk}/access/", {"do": "close"})
    shut_out = hers.get("/")
    eva.post(f"/settings/people/{ana.pk}/access/", {"do": "open"})

    assert shut_out["Location"].startswith("/account/login/")
    assert User.objects.get(pk=ana.pk).is_active
    assert eva.get("/settings/people/9999/").status_code == 404
    assert eva.post("/settings/people/9999/access/").status_code == 404


def test_packs_are_readable_and_are_no_legal_advice(eva):
    listed, shown = text_of(eva.get("/settings/packs/")), text_of(eva.get("/settings/packs/es/"))

    assert "They are not legal advice" in listed
    assert "at most 7 attempts in any 7 days, per person" in shown
    assert "Monday to Friday: 09:00-21:00" in shown
    assert eva.get("/settings/packs/atlantis/").status_code == 404


def test_packs_say_how_many_creditors_they_bind_chosen_by_country_or_brought_along(eva):
    factories.creditor(factories.LUMEN, policy_packs=["us-regf"])

    rows = re.findall(r"<tr data-row>(.*?)</tr>", eva.get("/settings/packs/").content.decode(), re.DOTALL)

    bound = {re.search(r'code">([\w-]+)<', row)[1]: re.search(r"(\d+)</td>$", row)[1] for row in rows}
    assert bound == {"cl": "0", "co": "0", "es": "1", "eu-base": "1", "house": "2", "pe": "0", "us-regf": "1"}


def test_only_what_is_asked_before_a_contact_says_what_happens_to_it(eva):
    shown = eva.get("/settings/packs/eu-base/").content.decode()

    assert "eu.notice.transfer" in shown
    assert "otherwise refused" not in shown
    assert "otherwise refused" in eva.get("/settings/packs/house/").content.decode()


def test_notes_of_our_packs_are_told_in_the_readers_language(eva):
    eva.post("/profile/language/", {"language": "es"})

    shown = text_of(eva.get("/settings/packs/house/"))

    assert "Un recibo o una respuesta que la persona pidió no es insistencia." in shown


@pytest.mark.parametrize("pack", ["cl", "co", "es", "eu-base", "house", "pe", "us-regf"])
def test_every_pack_can_be_read_in_words(eva, pack):
    shown = eva.get(f"/settings/packs/{pack}/").content.decode()
    rules = re.findall(r'<li id="[\w.-]+"><p>(.*?)</p>', shown)

    assert rules
    assert [words for words in rules if "_" in words or len(words.split()) < 3] == []


def test_laws_are_marked_with_the_language_they_are_cited_in(eva):
    spain, america = (eva.get(f"/settings/packs/{pack}/").content.decode() for pack in ("es", "us-regf"))

    assert '<span lang="es">Ley 3/1991 arts. 8 y 29 (BOE-A-1991-628)</span>' in spain
    assert "<li>Our own limit: no law names a number (" in spain
    assert '<span lang="en">12 CFR 1006.6(b)-(e)</span>' in america


NEW = {
    "reference": "lumbre",
    "name": "Lumbre Energía",
    "legal_name": "Lumbre Energía, S.L.",
    "sector": "energy",
    "country": "es",
    "currency": "eur",
    "time_zone": "Atlantic/Canary",
    "language": "es",
}


def test_a_creditor_is_added_and_seen_by_who_added_it(eva):
    answer = eva.post("/settings/creditors/new/", NEW)

    added = Creditor.objects.get(reference="lumbre")
    assert answer.status_code == 302
    assert answer["Location"] == f"/settings/creditors/{added.pk}/"
    assert (added.country, added.currency, added.sector, added.policy_packs) == ("ES", "EUR", "energy", [])
    assert eva.get(answer["Location"]).status_code == 200
    assert "portfolio.creditor.created" in actions()


@pytest.mark.parametrize("wrong", [{"reference": "roble"}, {"currency": "XXQ"}, {"country": "QQ"}, {"name": ""}])
def test_a_creditor_that_cannot_be_is_refused_and_nothing_is_written(eva, roble, wrong):
    taken = {"reference": roble.reference} if "reference" in wrong else wrong

    answer = eva.post("/settings/creditors/new/", NEW | taken)

    assert answer.status_code == 422
    assert Creditor.objects.count() == 1


def test_an_auditor_adds_no_creditor(roble):
    answer = signed_in(factories.member("Olga Cano", "auditor", sees=[roble])).post("/settings/creditors/new/", NEW)

    assert answer.status_code == 403
    assert Creditor.objects.count() == 1
