"""Whatever is written into a text comes out as text: thousands of random e-mails and landing pages."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from typing import Any

import mjml
from hypothesis import HealthCheck, Phase, given, settings

from acuerdo.content.rules.blocks.base import Desk
from acuerdo.content.rules.blocks.forms import PAGE_FORM
from acuerdo.content.rules.compiling import compile_variant, compiled_of_json, mjml_of
from acuerdo.content.rules.documents import EmailDocument, LandingDocument, TemplateDocument
from acuerdo.content.rules.rendering import Rendered, Renderer
from acuerdo.content.rules.result_checks import MAX_HTML_BYTES
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import Pen
from acuerdo.content.rules.yaml_form import template_of_yaml, yaml_of_template
from tests.content.documents import SCRIPT, emails, landings
from tests.content.test_texts import LEGAL, TOKENS

# 5,000 of both kinds together with ACUERDO_DOCUMENTS=5000, some minutes; fewer where somebody waits.
EACH = int(os.environ.get("ACUERDO_DOCUMENTS", "200")) // 2
# Shrinking a whole document takes longer than reading it.
RANDOM = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
DOCUMENTS = settings(RANDOM, max_examples=EACH)
_SHARED = {"div", "h1", "h2", "p", "a", "span", "img", "br", "strong", "em"}
MAIL_TAGS = _SHARED | {
    "html", "head", "title", "meta", "style", "body", "table", "tbody", "tr", "td", "th", "xml", "link",
    "o:officedocumentsettings", "o:allowpng", "o:pixelsperinch",
}  # fmt: skip
PAGE_TAGS = _SHARED | {
    "section", "dl", "dt", "dd", "input", "button", "label", "textarea", "fieldset", "legend", "details",
    "summary", "hr",
}  # fmt: skip
VOID = {"br", "hr", "img", "input", "link", "meta"}


class _Read(HTMLParser):
    """What a browser would make of it: tags, attributes, words; and whether every tag is closed in its place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self.open: list[str] = []
        self.is_sound = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        self.is_sound = self.is_sound and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def made(document: EmailDocument | LandingDocument) -> Rendered:
    compiled = compile_variant(document, TOKENS)
    values = sample_values(compiled, TOKENS, language=document.lang)
    rendered = Renderer(compiled).rendered(values)
    assert Renderer(compiled_of_json(compiled.as_json())).rendered(values) == rendered
    return rendered


def check(read: _Read, allowed: set[str]) -> None:
    assert read.tags <= allowed, read.tags - allowed
    assert read.is_sound
    assert read.open == []
    assert [name for _tag, name, _value in read.attributes if name.startswith("on")] == []
    addresses = [value for _tag, name, value in read.attributes if name in ("href", "src", "formaction")]
    assert [one for one in addresses if not one.startswith(("https://", "/", "tel:")) and one] == []
    assert [one for one in addresses if one.startswith("//") or "evil" in one] == []


@DOCUMENTS
@given(raw=emails)
def test_every_email_renders_as_valid_mjml_and_escapes_everything(raw: Any) -> None:
    document = EmailDocument.model_validate({**raw, "blocks": [*raw["blocks"], *LEGAL]})

    rendered = made(document)

    check(_Read(rendered.html), MAIL_TAGS)
    assert rendered.html.isascii()
    assert len(rendered.html) < MAX_HTML_BYTES
    assert "\n" not in rendered.subject
    assert rendered.text.endswith("\n")


@DOCUMENTS
@given(raw=landings)
def test_every_landing_page_renders_sound_html_and_escapes_everything(raw: Any) -> None:
    document = LandingDocument.model_validate(raw)

    rendered = made(document)
    read = _Read(rendered.html)

    check(read, PAGE_TAGS)
    assert [attribute for attribute in read.attributes if attribute[1] in ("style", "id", "srcdoc")] == []
    assert {value for _tag, name, value in read.attributes if name == "form"} <= {PAGE_FORM}
    assert len(rendered.html) < MAX_HTML_BYTES
    assert "<" not in rendered.subject


@settings(RANDOM, max_examples=60)
@given(mail=emails, page=landings)
def test_every_document_comes_back_the_same_from_json_and_from_a_file(mail: Any, page: Any) -> None:
    for channel, raw in (("email", mail), ("landing", page)):
        variants = {f"{raw['lang']}.firm": raw}
        document = TemplateDocument.model_validate({"channel": channel, "variants": variants})
        stored = TemplateDocument.model_validate(document.as_json())
        # Blanks around a text are lost in a file, once.
        read = _through_file(document)

        assert stored == document
        assert _through_file(read) == read


def _through_file(document: TemplateDocument) -> TemplateDocument:
    file = yaml_of_template(key="k", purpose="collection", title={}, document=document)
    return TemplateDocument.model_validate(template_of_yaml(file)["document"])


def test_script_typed_as_text_comes_out_as_text() -> None:
    blocks = [
        {"id": "h", "type": "heading", "props": {"text": SCRIPT}},
        {"id": "t", "type": "text", "props": {"text": SCRIPT}},
        {"id": "p", "type": "pay_button", "props": {"label": SCRIPT}},
        {"id": "q", "type": "qr", "props": {"alt": SCRIPT, "note": SCRIPT}},
        {"id": "i", "type": "image", "props": {"asset": "0" * 32 + ".png", "alt": f'" {SCRIPT}'}},
    ]
    document = EmailDocument.model_validate({"lang": "es", "subject": SCRIPT, "blocks": [*blocks, *LEGAL]})

    rendered = made(document)
    read = _Read(rendered.html)

    assert "script" not in read.tags
    assert read.words.count(SCRIPT) >= 4
    assert [value for tag, name, value in read.attributes if name == "alt" and value] == [SCRIPT, f'" {SCRIPT}']
    assert rendered.text.count(SCRIPT) == 5
    assert rendered.subject == SCRIPT


def test_ten_blocks_with_columns_and_a_qr_are_valid_mjml_under_100_kb() -> None:
    column = [{"id": "c1", "type": "text", "props": {"text": "Uno"}}]
    other = [{"id": "c2", "type": "image", "props": {"asset": "0" * 32 + ".png", "alt": "Dos"}}]
    blocks = [
        {"id": "a", "type": "heading", "props": {"text": "Hola"}},
        {"id": "b", "type": "text", "props": {"text": [{"t": "Debe "}, {"tok": "debt.balance", "mark": "bold"}]}},
        {"id": "c", "type": "columns", "props": {"columns": [column, other]}},
        {"id": "d", "type": "debt_table"},
        {"id": "e", "type": "pay_button", "props": {"label": "Pagar"}},
        {"id": "f", "type": "plan_calculator", "props": {"label": "Calcular", "note": "Sin compromiso"}},
        {"id": "g", "type": "qr", "props": {"alt": "QR de pago"}},
        {"id": "h", "type": "divider"},
    ]
    raw = {"lang": "es", "subject": "Su pago", "blocks": [*blocks, *LEGAL]}
    document = EmailDocument.model_validate(raw)

    rendered = made(document)
    source = mjml_of(document, Desk(Pen(salt="x0y"), TOKENS, "es"))

    assert mjml.mjml2html(source, fonts={}).startswith("<!doctype html>")
    whole = TemplateDocument.model_validate({"channel": "email", "variants": {"es.firm": raw}})
    assert _through_file(whole) == whole
    assert source.count("<mj-section") == 3
    assert source.count("<mj-column") == 4
    assert "<strong>240,00&#160;&#8364;</strong>" in rendered.html
    assert 'src="/t/q/sample.png" alt="QR de pago"' in rendered.html
    assert len(rendered.html) < 30_000
    for words in ("Uno", "[Dos]", "Pagar: https://", "Calcular: https://", "Sin compromiso", "QR de pago: https://"):
        assert words in rendered.text
