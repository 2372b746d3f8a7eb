"""Templates on screen: written, previewed, published, kept apart by creditor."""

from __future__ import annotations

import pytest

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.operations import create_template
from acuerdo.kernel.audit import SYSTEM
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

TEXT = "{{ creditor.name }}: {{ link.pay }} BAJA"


@pytest.fixture
def eva():
    return factories.eva()


def template(key: str = "hello", *, creditor_id: int | None = None) -> int:
    document = {"v": 1, "channel": "sms", "variants": {}}
    made = create_template(
        key=key, channel="sms", title={"es": "Hola", "en": "Hello"}, document=document, creditor_id=creditor_id,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    return made.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_list_in_a_fixed_number_of_queries(eva, rows, django_assert_num_queries):
    for number in range(rows):
        template(f"hello-{number}")
    client = signed_in(eva)
    client.get("/templates/")

    with django_assert_num_queries(4):  # session, user, creditors, templates
        answer = client.get("/templates/")

    assert text_of(answer).count("data-row") == rows


def test_a_new_template_leads_to_its_first_text(eva):
    given = {"title_es": "Hola", "title_en": "Hello", "key": "hello", "channel": "sms"}
    client = signed_in(eva)

    answer = client.post("/templates/new/", given)
    again = client.post("/templates/new/", given)

    assert answer["Location"] == f"/templates/{Template.objects.get().pk}/en-neutral/"
    assert again.status_code == 422
    assert "There is a template of this key already." in text_of(again)


def test_a_text_is_kept_and_the_second_of_two_is_told(eva):
    mine, client = template(), signed_in(eva)

    first = client.post(f"/templates/{mine}/es-friendly/", {"text": TEXT, "revision": "1"})
    second = client.post(f"/templates/{mine}/es-friendly/", {"text": "other BAJA", "revision": "1"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Somebody else saved this template meanwhile" in text_of(second)
    assert Template.objects.get().draft_revision == 2


def test_preview_shows_what_is_typed_under_a_policy_without_script(eva):
    mine = template()

    answer = signed_in(eva).post(f"/templates/{mine}/es-friendly/preview/", {"text": TEXT, "revision": "1"})

    assert "/p/" in text_of(answer)
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_text_that_cannot_be_read_says_so_in_the_preview_and_is_not_kept(eva):
    mine, client = template(), signed_in(eva)
    broken = {"text": "{{ debtor.given_name", "revision": "1"}

    assert client.post(f"/templates/{mine}/es-friendly/preview/", broken).status_code == 422
    assert client.post(f"/templates/{mine}/es-friendly/", broken).status_code == 422
    assert Template.objects.get().draft_revision == 1


def test_publishing_a_draft_with_faults_is_refused(eva):
    mine, client = template(), signed_in(eva)

    answer = client.post(f"/templates/{mine}/publish/", follow=True)

    assert "Not published" in text_of(answer)
    assert TemplateVersion.objects.count() == 0


def test_publishing_makes_the_next_version(eva):
    scenes.templates()
    mine, client = Template.objects.get(), signed_in(eva)

    client.post(f"/templates/{mine.pk}/publish/")

    assert list(TemplateVersion.objects.values_list("number", flat=True).order_by("number")) == [1, 2]


def test_templates_of_other_creditors_do_not_exist_and_leads_may_not_write():
    roble, lumen = factories.creditor(), factories.creditor(factories.LUMEN)
    theirs, shared = template("theirs", creditor_id=lumen.pk), template("shared")
    ben = signed_in(factories.ben(roble))

    assert ben.get(f"/templates/{theirs}/").status_code == 404
    assert ben.get(f"/templates/{shared}/").status_code == 200
    assert ben.post(f"/templates/{shared}/es-friendly/", {"text": TEXT, "revision": "1"}).status_code == 403
    assert ben.get(f"/templates/{shared}/es-loud/").status_code == 403


def test_archived_templates_are_gone(eva):
    mine, client = template(), signed_in(eva)

    client.post(f"/templates/{mine}/archive/")

    assert client.get(f"/templates/{mine}/").status_code == 404
    assert client.get(f"/templates/{mine}/es-loud/").status_code == 404


def test_faults_of_a_text_stand_beside_its_plain_form(eva):
    mine, client = template(), signed_in(eva)
    client.post(f"/templates/{mine}/es-friendly/", {"text": "sin remitente", "revision": "1"})

    page = text_of(client.get(f"/templates/{mine}/es-friendly/"))

    assert "the SMS must say who writes" in page
