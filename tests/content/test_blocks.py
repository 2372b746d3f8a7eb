"""What the builder is told of blocks: every kind has its form, and a new block of it is sound."""

from __future__ import annotations

import json

import pytest

from acuerdo.content.queries import block_kinds, preview_variant
from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import Block
from acuerdo.content.rules.runs import BadText, Text, Token, parse_text, write_text

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
