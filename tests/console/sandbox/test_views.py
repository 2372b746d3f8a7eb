"""The sandbox: what debtors received, and their answers."""

from __future__ import annotations

import pytest

from acuerdo.channels.models import Message
from tests import factories
from tests.console.people import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble():
    return factories.creditor()


def written_to(name: str, roble, channel: str = "sms"):
    person = factories.debtor(name, at=roble)
    factories.contact_point(person, "phone", f"+3460000000{person.pk % 10}")
    return factories.message(
        factories.case(person, roble), channel, provider="sandbox", body="Pague en https://example.es/p/x1. Gracias."
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_list_in_a_fixed_number_of_queries(roble, rows, django_assert_num_queries):
    for number in range(rows):
        written_to(f"Carla {number}", roble)
    client = signed_in(factories.eva())
    client.get("/sandbox/")

    with django_assert_num_queries(5):  # session, user, creditors, people, names
        answer = client.get("/sandbox/")

    assert text_of(answer).count("data-row") == rows


def test_phone_shows_the_text_with_its_link_beside_and_no_full_stop_in_it(roble):
    sent = written_to("Carla Núñez", roble)

    html = text_of(signed_in(factories.ben(roble)).get(f"/sandbox/{sent.debtor_id}/"))

    assert '<a href="https://example.es/p/x1" target="_blank" rel="noopener">' in html


def test_an_answer_is_kept_and_an_empty_one_refused(roble):
    sent = written_to("Carla Núñez", roble)
    client = signed_in(factories.ben(roble))
    address = f"/sandbox/{sent.debtor_id}/reply/{sent.pk}/"

    empty, full = client.post(address, {"text": ""}), client.post(address, {"text": "El viernes pago"})

    assert (empty.status_code, full.status_code) == (422, 302)
    assert list(Message.objects.filter(direction="in").values_list("body", flat=True)) == ["El viernes pago"]


def test_people_of_other_creditors_do_not_exist(roble):
    sent = written_to("Carla Núñez", roble)
    ben = signed_in(factories.ben(factories.creditor(factories.LUMEN)))

    answers = [
        ben.get(f"/sandbox/{sent.debtor_id}/"),
        ben.get(f"/sandbox/{sent.debtor_id}/mail/{sent.pk}/"),
        ben.post(f"/sandbox/{sent.debtor_id}/reply/{sent.pk}/", {"text": "BAJA"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Message.objects.filter(direction="in").count() == 0


def test_agents_have_no_sandbox(roble):
    assert signed_in(factories.ana(roble)).get("/sandbox/").status_code == 403


def test_a_search_finds_people_by_name(roble):
    written_to("Carla Núñez", roble)

    client = signed_in(factories.eva())

    assert "Nobody matches" in text_of(client.get("/sandbox/?q=Nadie"))
