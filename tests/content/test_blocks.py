"""What the builder is told of blocks: every kind has its form, and a new block of it is sound."""

from __future__ import annotations

import json
from typing import Any

import pytest

from acuerdo.content.queries import block_kinds, preview_variant
from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import Block
from acuerdo.content.rules.colours import WHITE, contrast, rgb_of
from acuerdo.content.rules.compiling import compile_variant, compiled_of_json
from acuerdo.content.rules.documents import EmailDocument, LandingDocument
from acuerdo.content.rules.rendering import Rendered, Renderer
from acuerdo.content.rules.runs import BadText, Text, Token, parse_text, write_text
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import Gap, Skeleton, ink_colour, on_colour
from acuerdo.content.rules.yaml_form import BadFile, template_of_yaml
from tests.content.test_texts import TOKENS

KINDS = [(document, form.name) for document in ("email", "landing") for form in block_kinds(document)]
# Where a person still has to choose something.
UNFINISHED = {"image": "no_image", "documents": "no_address", "video_link": "no_address"}


def test_every_kind_of_block_is_in_some_palette() -> None:
    assert {name for _document, name in KINDS} == set(BLOCKS)
    assert {form.name for form in block_kinds("sms")} == set()


@pytest.mark.parametrize(("document", "name"), KINDS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_new_block_is_sound_and_its_form_is_named_in_both_languages(document: str, name: str, language: str) -> None:
    (form,) = [one for one in block_kinds(document) if one.name == name]

    block = Block.model_validate({"id": "new", "type": name, "props": form.start[language]})

    assert json.loads(json.dumps(form.as_json()))["title"] == {"es": BLOCKS[name].title.es, "en": BLOCKS[name].title.en}
    assert set(dict(block.texts())) >= set(form.texts)
    for title in [one.get("x-title") for one in form.schema["properties"].values() if "x-title" in one]:
        assert title["es"]
        assert title["en"]


@pytest.mark.parametrize(("document", "name"), KINDS)
def test_a_new_block_is_shown_at_once(document: str, name: str) -> None:
    (form,) = [one for one in block_kinds(document) if one.name == name]
    block = {"id": "new", "type": name, "props": form.start["es"]}
    text = {"title": "x", "blocks": [block]} if document == "landing" else {"subject": "x", "blocks": [block]}

    shown = preview_variant(
        document={"channel": document, "variants": {"es.firm": text}}, variant="es.firm", marks=True
    )

    assert shown.rendered is not None
    codes = {fault.code for fault in shown.faults if fault.where.startswith("es.firm.new")}
    assert codes == ({UNFINISHED[name]} if name in UNFINISHED else set())


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ('{{ "hoy" | bold }}', [Text(t="hoy", mark="bold")]),
        ('a {{ "b \\" c" | italic }} d', [Text(t="a "), Text(t='b " c', mark="italic"), Text(t=" d")]),
        ("{{ debt.balance | bold }}", [Token(tok="debt.balance", mark="bold")]),
        (
            '{{ debt.balance | money:whole | "nada" | italic }}',
            [Token(tok="debt.balance", format="money:whole", fallback="nada", mark="italic")],
        ),
    ],
)
def test_marks_are_typed_and_read_back(source: str, runs: list[Text | Token]) -> None:
    assert list(parse_text(source)) == runs
    assert write_text(runs) == source


def test_words_of_different_marks_are_not_joined() -> None:
    assert write_text([Text(t="a", mark="bold"), Text(t="b", mark="bold"), Text(t="c")]) == '{{ "ab" | bold }}c'


@pytest.mark.parametrize("source", ["{{ a.b | bold | italic }}", '{{ a.b | "x" | "y" }}', "{{ a.b | date | date }}"])
def test_a_token_has_one_of_each(source: str) -> None:
    with pytest.raises(BadText, match="a token has one"):
        parse_text(source)


# --- what is written --------------------------------------------------------------------------------------------
ASSET = "0123456789abcdef0123456789abcdef.png"


def page_of(*blocks: dict[str, Any]) -> Rendered:
    numbered = [{"id": f"b{place}", **block} for place, block in enumerate(blocks, 1)]
    title = [{"t": "Para "}, {"tok": "link.help", "fallback": "pedir ayuda"}]
    document = LandingDocument.model_validate({"lang": "es", "title": title, "blocks": numbered})
    compiled = compile_variant(document, TOKENS)
    values = sample_values(compiled, TOKENS, language="es")
    assert Renderer(compiled_of_json(compiled.as_json())).rendered(values) == Renderer(compiled).rendered(values)
    return Renderer(compiled).rendered(values)


def block(name: str, **props: Any) -> dict[str, Any]:
    return {"type": name, "props": props}


@pytest.mark.parametrize(
    ("made", "shown", "hidden"),
    [
        (block("hero", title="Hola", asset=ASSET, alt='"Logo"'), f'src="/f/{ASSET}" alt="&quot;Logo&quot;"', "lead"),
        (block("hero", title="Hola", lead="Vea"), '<p class="lead">Vea</p>', "<img"),
        (block("image", asset=ASSET, alt="Logo", size="half"), f'<img class="pic pic-half" src="/f/{ASSET}"', "style"),
        (block("image", alt="Logo"), "", "<img"),
        (block("amounts", label="Debe", details=False), '<p class="amount">240,00', "<dl"),
        (block("amounts", label="Debe"), '<dd class="nowrap">142,50', "style"),
        (block("pay_now", label="Pagar", own_amount=False), 'value="b1.all">Pagar</button>', "amount"),
        (block("plan_choices", title="A plazos", parts=[3], label="Pedir", day=False), "mensuales de 80,00", "día"),
        (block("video_link", label="Vea", address="https://example.org/v", minutes=2), "2 min", "iframe"),
        (block("video_link", label="Vea", address="https://example.org/v"), 'rel="noopener noreferrer"', "min"),
        (block("video_link", label="Vea"), "", "<a"),
        (block("contact_ways", title="Hable", ways=["phone", "website", "letter"]), 'href="tel:+34910000000"', "style"),
        (block("text", text=[{"tok": "link.help", "fallback": "pida ayuda"}]), 'class="link">pida ayuda</a>', "style"),
    ],
)  # fmt: skip
def test_blocks_of_a_page_are_written_as_the_portal_writes(made: dict[str, Any], shown: str, hidden: str) -> None:
    page = page_of(made)

    assert shown in page.html
    assert hidden not in page.html
    assert page.subject == "Para pedir ayuda"


def test_a_phone_number_that_is_none_is_no_link() -> None:
    skeleton = Skeleton(("", ""), (Gap("creditor.phone", "phone_page"),))

    assert skeleton.fill({"creditor.phone": "pregunte <b>aquí</b>"}) == "pregunte &lt;b&gt;aqu&#237;&lt;/b&gt;"
    assert skeleton.fill({"creditor.phone": "910 000 000"}) == (
        '<a class="link nowrap" href="tel:910000000">910 000 000</a>'
    )


def test_a_plain_part_written_by_hand_is_sent_as_it_is() -> None:
    plain = [{"t": "Hola\n"}, {"tok": "link.pay"}, {"t": "\n"}, {"tok": "debts"}, {"t": "\n\n"}]
    document = EmailDocument.model_validate({"lang": "es", "subject": "x", "plain": plain, "blocks": []})
    compiled = compile_variant(document, TOKENS)

    text = Renderer(compiled).rendered(sample_values(compiled, TOKENS, language="es")).text

    assert text.startswith("Hola\nhttps://example.org/p/7Xk2mQ?pay\nF-2026-0117")
    assert text.endswith("97,50\xa0€\n")


def test_an_email_of_columns_alone_is_sound() -> None:
    columns = [{"id": key, "type": "columns", "props": {"columns": [[], [], []]}} for key in ("c", "d")]
    document = EmailDocument.model_validate({"lang": "es", "subject": "x", "blocks": columns})
    compiled = compile_variant(document, TOKENS)

    assert "Luz Norte" in Renderer(compiled).rendered(sample_values(compiled, TOKENS, language="es")).html


@pytest.mark.parametrize("colour", ["#ffee00", "#3730a3", "#ffffff", "red"])
def test_colours_of_texts_can_be_read_on_white(colour: str) -> None:
    assert contrast(rgb_of(ink_colour(colour)), WHITE) >= 4.5
    assert contrast(rgb_of(on_colour(colour)), rgb_of(colour if colour != "red" else "#3730a3")) >= 4.5


def test_a_file_keeps_kinds_it_does_not_know_for_the_checks_to_tell() -> None:
    source = "variants: {es.firm: {title: x, blocks: [{carousel: {a: 1}}, {faq: {items: 3}}, {faq: {items: [4]}}]}}"

    blocks = template_of_yaml(source)["document"]["variants"]["es.firm"]["blocks"]

    assert [one["props"] for one in blocks] == [{"a": 1}, {"items": 3}, {"items": [4]}]
    with pytest.raises(BadFile, match="a list"):
        template_of_yaml("variants: {es.firm: {title: x, blocks: 3}}")
    columns = template_of_yaml("variants: {es.firm: {blocks: [{columns: {columns: [[divider], [text: a]]}}]}}")
    (made,) = columns["document"]["variants"]["es.firm"]["blocks"]
    assert [[one["id"] for one in column] for column in made["props"]["columns"]] == [["b1-1-1"], ["b1-2-1"]]
