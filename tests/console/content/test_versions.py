"""Published versions on screen: seen, compared, brought back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from acuerdo.content.models import Template
from acuerdo.content.operations import create_template, publish_template, save_draft
from acuerdo.kernel.audit import SYSTEM
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def said(words: str) -> dict[str, Any]:
    text = [{"tok": "creditor.name"}, {"t": f": {words} BAJA"}]
    return {"channel": "sms", "variants": {"es.firm": {"kind": "sms", "lang": "es", "text": text}}}


@pytest.fixture
def mine() -> Template:
    """Version 1 says one thing, version 2 another, the draft a third."""
    made = create_template(
        key="hello", channel="sms", title={"es": "Hola"}, document=said("uno"), actor=SYSTEM, now=NOW
    )
    publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)
    save_draft(template_id=made.pk, document=said("dos"), revision=1, actor=SYSTEM, now=NOW)
    publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)
    save_draft(template_id=made.pk, document=said("tres"), revision=2, actor=SYSTEM, now=NOW)
    return Template.objects.get(pk=made.pk)


@pytest.fixture
def client(mine: Template) -> Client:
    return signed_in(factories.eva())


def test_the_newest_version_is_compared_with_the_draft_at_the_text_that_differs(client: Client, mine: Template) -> None:
    page = text_of(client.get(f"/templates/{mine.pk}/compare/"))

    assert "dos BAJA" in page
    assert "tres BAJA" in page
    assert f"/templates/{mine.pk}/at/2/es-firm/" in page
    assert f"/templates/{mine.pk}/at/draft/es-firm/" in page


def test_where_nothing_differs_the_neutral_text_in_the_readers_language_is_shown(
    client: Client, mine: Template
) -> None:
    texts = {
        key: said("uno")["variants"]["es.firm"] | {"lang": key[:2]} for key in ("en.firm", "es.neutral", "en.neutral")
    }
    both = {"channel": "sms", "variants": {**said("uno")["variants"], **texts}}
    save_draft(template_id=mine.pk, document=both, revision=3, actor=SYSTEM, now=NOW)

    page = client.get(f"/templates/{mine.pk}/compare/?older=1&newer=1").context["page"]

    assert (page.changes, page.language, page.tone) == ([], "en", "neutral")


def test_any_two_versions_are_compared(client: Client, mine: Template) -> None:
    page = text_of(client.get(f"/templates/{mine.pk}/compare/?older=1&newer=2&variant=en.firm"))
    same = text_of(client.get(f"/templates/{mine.pk}/compare/?older=1&newer=1"))

    assert "uno BAJA" in page
    assert "at/1/en-firm/" in page
    assert "They say the same." in same


@pytest.mark.parametrize("asked", ["older=9", "newer=x", "variant=es.loud"])
def test_versions_that_do_not_exist_are_not_compared(client: Client, mine: Template, asked: str) -> None:
    assert client.get(f"/templates/{mine.pk}/compare/?{asked}").status_code == 404


def test_nothing_published_is_nothing_to_compare(client: Client) -> None:
    new = create_template(key="new", channel="sms", title={}, document=said("x"), actor=SYSTEM, now=NOW)

    assert client.get(f"/templates/{new.pk}/compare/").status_code == 404


@pytest.mark.parametrize(("state", "words"), [("1", "uno"), ("2", "dos"), ("draft", "tres")])
def test_a_text_is_shown_as_it_was(client: Client, mine: Template, state: str, words: str) -> None:
    assert f": {words} BAJA" in text_of(client.get(f"/templates/{mine.pk}/at/{state}/es-firm/"))


@pytest.mark.parametrize("address", ["9/es-firm", "other/es-firm", "1/es-loud", "1/fr-firm"])
def test_states_and_texts_that_do_not_exist_are_not_shown(client: Client, mine: Template, address: str) -> None:
    assert client.get(f"/templates/{mine.pk}/at/{address}/").status_code == 404


def test_a_version_becomes_the_draft_and_stays_what_it_is(client: Client, mine: Template) -> None:
    answer = client.post(f"/templates/{mine.pk}/restore/1/", {"revision": "3"}, follow=True)

    mine.refresh_from_db()
    assert "Version 1 is the draft again." in text_of(answer)
    assert mine.draft["variants"]["es.firm"]["text"][1]["t"] == ": uno BAJA"


def test_a_version_is_not_brought_back_over_what_somebody_saved(client: Client, mine: Template) -> None:
    answer = client.post(f"/templates/{mine.pk}/restore/1/", {"revision": "2"}, follow=True)

    mine.refresh_from_db()
    assert "Somebody saved this template meanwhile" in text_of(answer)
    assert mine.draft["variants"]["es.firm"]["text"][1]["t"] == ": tres BAJA"


def test_there_is_no_bringing_back_what_never_was(client: Client, mine: Template) -> None:
    assert client.post(f"/templates/{mine.pk}/restore/9/", {"revision": "3"}).status_code == 404
    assert client.post(f"/templates/{mine.pk}/restore/1/").status_code == 404
