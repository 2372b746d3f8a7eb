"""What the builder asks while somebody writes."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from acuerdo.content.models import Asset, Template
from acuerdo.content.operations import create_template
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)
WORDS = "Le escribimos por su pago, que venció hace unos días y sigue pendiente."
MAIL = {
    "subject": {"src": "Su pago de {{ debt.balance }}"},
    "preheader": {"src": "Detalle y formas de pago"},
    "blocks": [
        {"id": "b1", "type": "heading", "props": {"text": {"src": 'Hola, {{ debtor.given_name | "buenos días" }}'}}},
        {"id": "b2", "type": "text", "props": {"text": {"src": "<script>alert(1)</script> " + WORDS}}},
        {"id": "b3", "type": "legal", "props": {"ref": "sender"}},
        {"id": "b4", "type": "legal", "props": {"ref": "opt_out"}},
    ],
}  # fmt: skip


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def client(roble: Any) -> Client:
    return signed_in(factories.eva())


def template(channel: str = "email", creditor_id: int | None = None) -> Template:
    return create_template(
        key=f"hello-{channel}", channel=channel, title={"es": "Hola"}, document={"channel": channel, "variants": {}},
        creditor_id=creditor_id, actor=SYSTEM, now=NOW,
    )  # fmt: skip


def built(text: Any = MAIL, variant: str = "es.firm", **more: Any) -> dict[str, Any]:
    document = {"variants": {variant: {"lang": variant[:2], **text}}}
    return {"document": json.dumps(document), "variant": variant, **more}


def post(client: Client, mine: Template, what: str, given: dict[str, Any]) -> Any:
    return client.post(f"/templates/{mine.pk}/builder/{what}/", given)


def test_the_preview_marks_blocks_escapes_what_is_typed_and_runs_no_script(client: Client) -> None:
    answer = post(client, template(), "show", built())

    page = text_of(answer)
    assert "block-b1" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "sandbox allow-same-origin" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]


def test_dark_previews_are_dark_whatever_the_screen_prefers(client: Client) -> None:
    mine = template()

    light, dark = (text_of(post(client, mine, "show", built(scheme=scheme))) for scheme in ("light", "dark"))

    assert "invert(1)" in dark
    assert "invert(1)" not in light


def test_checks_tell_faults_figures_and_values(client: Client) -> None:
    said = post(client, template(), "check", built()).json()

    assert said["subject"] == "Su pago de 240,00\xa0€"
    assert said["sender"] == "Luz Norte"
    assert [fault["words"] for fault in said["faults"] if fault["stops"]] == []
    assert [text["block"] for text in said["reading"]["texts"]] == ["b2"]
    assert said["values"]["debtor.given_name"] == "Carla"
    assert "<script>alert(1)</script>" in said["plain"]
    assert said["plainSource"].startswith("{{ creditor.name }}")
    assert said["sms"] is None


def test_title_of_a_page_comes_with_its_values(client: Client) -> None:
    text = {"title": {"src": "Pagar {{ debt.balance }}"}, "blocks": MAIL["blocks"][:2]}
    said = post(client, template("landing"), "check", built(text)).json()

    assert (said["subject"], said["preheader"]) == ("Pagar 240,00\xa0€", "")


def test_checks_of_an_sms_count_its_parts(client: Client) -> None:
    said = post(client, template("sms"), "check", built({"text": {"src": "{{ creditor.name }}: sí"}})).json()

    assert said["sms"] == {"encoding": "UCS-2", "units": 13, "parts": 1, "left": 57, "outside": ["í"]}


def test_a_fault_names_its_text_block_and_property(client: Client) -> None:
    text = {**MAIL, "blocks": [{"id": "b9", "type": "text", "props": {"text": {"src": "{{ debt.nothing }}"}}}]}

    faults = post(client, template(), "check", built(text)).json()["faults"]

    found = next(fault for fault in faults if fault["block"] == "b9")
    assert found == {
        "variant": "es.firm", "block": "b9", "prop": "text", "place": "Español · Firm › Text",
        "words": "there is no value named debt.nothing", "stops": True,
    }  # fmt: skip


def test_unreadable_braces_are_shown_as_words_and_told(client: Client) -> None:
    text = {**MAIL, "subject": {"src": "Su {{ pago"}}

    said = post(client, template(), "check", built(text)).json()

    assert said["faults"][0]["words"] == "these braces are no value: “{{ pago”"
    assert said["subject"] == "Su {{ pago"


def test_a_document_that_cannot_be_read_is_told_and_not_shown(client: Client) -> None:
    text = {**MAIL, "blocks": [{"id": "b1", "type": "nothing", "props": {}}]}
    mine = template()

    said = post(client, mine, "check", built(text)).json()
    page = text_of(post(client, mine, "show", built(text)))

    assert (said["faults"][0]["block"], said["bytes"], said["reading"]["ease"]) == ("b1", 0, None)
    assert "This cannot be shown yet" in page


def test_a_text_nobody_wrote_says_so(client: Client) -> None:
    given = {"document": '{"variants": {}}', "variant": "en.firm"}

    assert "There is nothing to show yet." in text_of(post(client, template(), "show", given))


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "landing"])
def test_each_channel_is_shown_where_it_arrives(client: Client, channel: str) -> None:
    landing = {"title": {"src": "Su cuenta"}, "blocks": MAIL["blocks"][:2]}
    text = landing if channel == "landing" else {"text": {"src": "{{ creditor.name }}: hola {{ link.pay }}"}}

    page = text_of(post(client, template(channel), "show", built(text, scheme="dark")))

    assert {"sms": "SMS</small>", "whatsapp": "WhatsApp</small>", "landing": 'data-theme="ledger-dark"'}[
        channel
    ] in page


def case_of(roble: Any) -> Any:
    person = factories.debtor("Carla Núñez", at=roble)
    factories.debt(person, roble, 31_700)
    case = factories.case(person, roble)
    factories.facts(case, balance_cents=31_700, currency="EUR")
    return case


def test_a_case_lends_its_values_without_its_name(client: Client, roble: Any) -> None:
    case, mine = case_of(roble), template()

    found = client.get(f"/templates/{mine.pk}/builder/cases/?q={case.pk}").json()
    all_of_them = client.get(f"/templates/{mine.pk}/builder/cases/").json()
    said = post(client, mine, "check", built(case=case.pk)).json()

    assert found == all_of_them == {"cases": [{"id": str(case.pk), "label": f"{case.pk} · C. N. · €317.00"}]}
    assert said["values"]["debt.balance"] == "317,00\xa0€"
    assert "Carla" not in json.dumps(said)
    assert said["sender"] == "Banco Roble"


def test_cases_of_other_creditors_lend_nothing(roble: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)
    case, mine = case_of(lumen), template()
    client = signed_in(factories.ben(roble))

    said = post(client, mine, "check", built(case=case.pk)).json()
    brand = post(client, mine, "check", built(creditor=lumen.pk))

    assert said["values"]["debt.balance"] == "240,00\xa0€"
    assert brand.status_code == 404


def test_a_creditors_brand_stands_in_for_the_sample(client: Client, roble: Any) -> None:
    said = post(client, template(), "check", built(creditor=roble.pk)).json()

    assert said["sender"] == "Banco Roble"


def test_a_draft_is_kept_as_runs(client: Client) -> None:
    mine = template()

    answer = post(client, mine, "save", {"document": built()["document"], "revision": "1"})

    mine.refresh_from_db()
    assert answer.json() == {"revision": 2}
    assert mine.draft["channel"] == "email"
    assert mine.draft["variants"]["es.firm"]["subject"] == [{"t": "Su pago de "}, {"tok": "debt.balance"}]


def test_the_later_save_is_told_and_nothing_is_written(client: Client) -> None:
    mine = template()
    post(client, mine, "save", {"document": built()["document"], "revision": "1"})

    answer = post(client, mine, "save", {"document": '{"variants": {}}', "revision": "1"})

    said = answer.json()
    assert (answer.status_code, said["revision"], said["by"]) == (409, 2, "Eva Sanz")
    assert said["document"]["variants"]["es.firm"]["subject"] == MAIL["subject"]
    assert Template.objects.get().draft_revision == 2


@pytest.mark.parametrize(
    ("document", "block"),
    [('{"variants": {"es.firm": {"blocks": [{"id": "b1", "type": "text", "props": {"text": {"src": "{{"}}}]}}}', "b1")],
)
def test_braces_that_cannot_be_read_are_not_kept(client: Client, document: str, block: str) -> None:
    answer = post(client, template(), "save", {"document": document, "revision": "1"})

    assert (answer.status_code, answer.json()["block"]) == (422, block)
    assert Template.objects.get().draft_revision == 1


@pytest.mark.parametrize("document", ["", "[]", '{"variants": 3}', "no json"])
def test_what_is_no_template_is_refused(client: Client, document: str) -> None:
    mine = template()

    assert post(client, mine, "save", {"document": document, "revision": "1"}).status_code == 422
    assert post(client, mine, "show", {"document": document, "variant": "es.firm"}).status_code == 404


def test_a_test_goes_to_whoever_asks(client: Client, roble: Any) -> None:
    mine = template()

    sent = post(client, mine, "test", built())
    unwritten = post(client, mine, "test", built(variant="es.firm") | {"variant": "en.firm"})
    short = post(client, template("sms"), "test", built({"text": {"src": "hola"}}))

    assert sent.json()["message"].startswith("It would go to eva@acuerdo.example, but nothing leaves this machine")
    assert (unwritten.status_code, short.status_code) == (422, 422)
    assert AuditEntry.objects.filter(action="content.template.tried").count() == 1


def test_images_are_kept_and_other_files_refused(client: Client) -> None:
    mine, picture, words = template(), BytesIO(PNG), BytesIO(b"words")
    picture.name = words.name = "logo.png"

    kept = post(client, mine, "upload", {"file": picture})
    refused = post(client, mine, "upload", {"file": words})
    nothing = post(client, mine, "upload", {})

    assert kept.json()["name"] == Asset.objects.get().name
    assert (refused.status_code, nothing.status_code) == (422, 422)
    assert refused.json() == {"message": "This is no PNG, JPEG or GIF image."}


def test_leads_look_and_may_not_write(roble: Any) -> None:
    mine, ben = template(), signed_in(factories.ben(roble))

    assert post(ben, mine, "check", built()).status_code == 200
    for what in ("save", "test", "upload"):
        assert post(ben, mine, what, built(revision="1")).status_code == 403
