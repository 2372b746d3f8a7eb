"""Documents, checks, compiling, variants and files; every document escapes everything."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.content.operations import gallery_files
from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.choice import NoVariant, choose_variant
from acuerdo.content.rules.compiling import (
    CompiledEmail,
    CompiledSms,
    compile_template,
    compile_variant,
    compiled_of_json,
    value_tokens,
)
from acuerdo.content.rules.composing import compose, digest_of, json_of
from acuerdo.content.rules.documents import EmailDocument, TemplateDocument, split_variant
from acuerdo.content.rules.faults import fault, hint
from acuerdo.content.rules.formats import one_line
from acuerdo.content.rules.rendering import Renderer
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import Gap, Skeleton
from acuerdo.content.rules.tokens import TokenSpec, token_specs
from acuerdo.content.rules.yaml_form import BadFile, template_of_yaml, yaml_of_template
from acuerdo.kernel.facts import Fact, FactType, Words

_WORDS = Words("x", "x")


def _fact(key: str, kind: FactType, **more: Any) -> Fact:
    return Fact(key, kind, _WORDS, _WORDS, **more)


TOKENS = token_specs(
    [
        _fact("debt.balance", FactType.MONEY),
        _fact("debt.reference", FactType.TEXT, example="F-1"),
        _fact("debt.oldest_due_date", FactType.DATE),
        _fact("debt.days_past_due", FactType.NUMBER),
        _fact("promise.date", FactType.DATE),
        _fact("promise.amount", FactType.MONEY),
        _fact("payment.last_amount", FactType.MONEY),
        _fact("payment.last_date", FactType.DATE),
        _fact("case.stage", FactType.CHOICE, choices=(("early", Words("temprana", "early")),)),
        _fact("debt.is_disputed", FactType.BOOL),
    ]
)
LEGAL = [
    {"id": "l1", "type": "legal", "props": {"ref": "sender"}},
    {"id": "l2", "type": "legal", "props": {"ref": "opt_out"}},
]


def email(*blocks: dict[str, Any], subject: Any = "Hola", lang: str = "es", **more: Any) -> EmailDocument:
    return EmailDocument.model_validate({"lang": lang, "subject": subject, "blocks": [*blocks, *LEGAL], **more})


def template(channel: str, **variants: Any) -> tuple[TemplateDocument | None, list[str]]:
    """The document and the codes of its faults, but for the hint that texts are missing."""
    named = {key.replace("_", "."): value for key, value in variants.items()}
    document, faults = read_template({"channel": channel, "variants": named})
    if document is not None:
        faults = check_template(document, TOKENS, may_be_missing=frozenset({"custom.x"}))
    return document, [one.code for one in faults if one.code != "missing_variants"]


# --- documents ---------------------------------------------------------------------------------------------------
class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


_nasty = st.text(alphabet="ab <>&\"'/=é%{}\n", max_size=20) | st.sampled_from(
    ["<script>alert(1)</script>", "<!--", "]]>", "</td>", "&lt;", "<mj-raw>", "--><b>", "{{ x }}", "%s", "acgap0x1z"]
)
_runs = st.lists(
    st.builds(lambda t: {"t": t}, _nasty)
    | st.builds(lambda f: {"tok": "debtor.given_name", "fallback": f}, _nasty)
    | st.just({"tok": "link.help", "fallback": "<i>x"}),
    max_size=4,
)
_blocks = st.lists(
    st.builds(lambda r: {"type": "heading", "props": {"text": r}}, _runs)
    | st.builds(lambda r: {"type": "text", "props": {"text": r}}, _runs)
    | st.builds(lambda r: {"type": "button", "props": {"label": r, "link": "link.plan"}}, _runs)
    | st.builds(lambda r: {"type": "pay_button", "props": {"label": r}}, _runs)
    | st.sampled_from([{"type": "divider"}, {"type": "debt_table"}]),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(blocks=_blocks, subject=_runs, preheader=_runs, name=_nasty)
def test_every_document_renders_and_escapes_everything(blocks: Any, subject: Any, preheader: Any, name: str) -> None:
    numbered = [{"id": f"b{place}", **block} for place, block in enumerate(blocks)]
    document = email(*numbered, subject=subject, preheader=preheader)
    compiled = compile_variant(document, TOKENS)
    values = {**sample_values(compiled, TOKENS, language="es"), "debtor.given_name": one_line(name) or "x"}

    made = Renderer(compiled).rendered(values)

    seen = _Tags()
    seen.feed(made.html)
    assert not seen.tags & {"script", "b", "i", "mj-raw"}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert "acgap" not in made.html.replace("acgap0x1z", "")
    assert made.html.isascii()
    assert "\n" not in made.subject


def test_a_compiled_variant_is_the_same_after_being_stored() -> None:
    document = email({"id": "a", "type": "debt_table"})
    compiled = compile_variant(document, TOKENS)
    values = sample_values(compiled, TOKENS, language="es")

    again = compiled_of_json(compiled.as_json())

    assert isinstance(again, CompiledEmail)
    assert Renderer(again).rendered(values) == Renderer(compiled).rendered(values)
    assert "F-2026-0117" in Renderer(again).rendered(values).html
    assert isinstance(compiled_of_json({"text": {"parts": ["x"], "gaps": []}}), CompiledSms)


def test_html_and_text_name_the_creditor_and_say_the_same() -> None:
    compiled = compile_variant(email({"id": "p", "type": "pay_button", "props": {"label": "Pagar"}}), TOKENS)

    made = Renderer(compiled).rendered(sample_values(compiled, TOKENS, language="es"))

    assert made.text.startswith("Luz Norte\n\nPagar: https://example.org/p/7Xk2mQ?pay\n\nLe escribe Luz Norte")
    assert "Pagar</a>" in made.html
    assert 'width="1" height="1"' in made.html


def test_an_sms_is_not_encoded_as_a_mail() -> None:
    sms = Renderer(CompiledSms(Skeleton(("hola ", ""), (Gap("a", "sms"),))))

    assert sms.encoded({"a": "ñ"}).text == "hola ñ".encode()
    assert sms.rendered({"a": "ñ"}).text == "hola ñ"
    with pytest.raises(TypeError):
        _ = sms._encoders


def test_a_value_is_needed_if_any_place_cannot_do_without() -> None:
    compiled = CompiledSms(Skeleton(("", "", ""), (Gap("a", "sms", None, "x"), Gap("a", "sms"))))

    assert [(gap.tok, gap.fallback) for gap in value_tokens(compiled)] == [("a", None)]


def test_compose_keeps_only_values_there_are() -> None:
    compiled = compile_variant(email({"id": "t", "type": "debt_table"}), TOKENS)
    frame = pl.DataFrame({"creditor.name": ["R", "R"], "debt.balance": [100, 200], "debts": [[], None]})

    composed = compose(frame, compiled, TOKENS, language="es")

    assert composed.values[0] == {"creditor.name": "R", "debt.balance": "1,00\xa0€"}
    assert composed.missing == [["debts"], ["debts"]]
    assert digest_of(1, "es.firm", composed.values[0]) != digest_of(2, "es.firm", composed.values[0])
    assert compose(frame, CompiledSms(Skeleton(("x",), ())), TOKENS, language="es").values == [{}, {}]


def test_every_person_gets_the_rows_of_their_own_debts() -> None:
    compiled = compile_variant(email({"id": "t", "type": "debt_table"}), TOKENS)
    first, second, third = (
        {"reference": reference, "due_date": due, "balance_cents": cents}
        for reference, due, cents in (("F-1", date(2026, 3, 1), 100), ("F-2", None, 200), ("F-3", None, 300))
    )
    frame = pl.DataFrame({"debt.currency": ["EUR"] * 4, "debts": [[first, second], None, [], [third]]})

    composed = compose(frame, compiled, TOKENS, language="es")

    assert [row.get("debts") for row in composed.values] == [
        [["F-1", "1 mar 2026", "1,00\xa0€"], ["F-2", "", "2,00\xa0€"]],
        None,
        None,
        [["F-3", "", "3,00\xa0€"]],
    ]


def test_a_table_of_debts_without_its_column_is_missing() -> None:
    compiled = compile_variant(email({"id": "t", "type": "debt_table"}), TOKENS)

    frame = pl.DataFrame({"creditor.name": ["R", "R"], "debt.balance": [100, 200]})

    composed = compose(frame, compiled, TOKENS, language="es")

    assert composed.missing == [["debts"], ["debts"]]


@given(st.dictionaries(st.text(), st.text() | st.lists(st.lists(st.text(), min_size=3, max_size=3))))
def test_values_and_digests_are_written_as_json_usually_is(values: dict[str, Any]) -> None:
    whole = json.dumps([7, "es.firm", values], sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert json_of(values) == json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert digest_of(7, "es.firm", values) == hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


# --- faults ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("variant", "codes"),
    [
        ({"text": [{"tok": "creditor.name"}, {"t": " hola"}]}, []),
        ({"text": []}, ["no_text", "no_sender"]),
        ({"text": [{"tok": "creditor.name"}, {"tok": "x.y"}]}, ["unknown_token"]),
        ({"text": [{"tok": "creditor.name"}, {"tok": "debts"}]}, ["not_a_text"]),
        ({"text": [{"tok": "creditor.name"}, {"tok": "debt.balance", "format": "date"}]}, ["bad_format"]),
        ({"text": [{"tok": "creditor.name"}, {"tok": "debtor.given_name"}]}, ["needs_fallback"]),
        ({"text": [{"tok": "creditor.name"}, {"t": "í"}]}, ["ucs2"]),
        ({"text": [{"tok": "creditor.name"}, {"t": "x" * 700}]}, ["long_sms"]),
    ],
)
def test_faults_of_an_sms_are_named(variant: dict[str, Any], codes: list[str]) -> None:
    assert template("sms", es_neutral=variant)[1] == codes


@pytest.mark.parametrize(
    ("variant", "codes"),
    [
        ({"subject": "x", "preheader": "y", "blocks": LEGAL}, []),
        ({"subject": [], "blocks": []}, ["no_subject", "no_preheader", "no_blocks", "no_legal", "no_legal"]),
        ({"subject": "x" * 90, "preheader": "y", "blocks": LEGAL}, ["long_subject"]),
        ({"subject": "x", "preheader": "y" * 111, "blocks": LEGAL}, ["long_preheader"]),
        (
            {
                "subject": "x",
                "preheader": "y",
                "blocks": [{"id": "a", "type": "text", "props": {"text": "x" * 100_000}}, *LEGAL],
            },
            ["too_big"],
        ),
    ],
)
def test_faults_of_an_email_are_named(variant: dict[str, Any], codes: list[str]) -> None:
    assert template("email", en_firm=variant)[1] == codes


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"channel": "fax", "variants": {}},
        {"channel": "sms", "variants": {"fr.neutral": {"text": "x"}}},
        {"channel": "sms", "variants": {"es.neutral": {"text": "x", "lang": "en"}}},
        {"channel": "sms", "variants": {"es.neutral": {"kind": "email", "subject": "x", "blocks": []}}},
        {"channel": "sms", "variants": {"es.neutral": 3}},
        {"channel": "sms", "variants": 3},
        {"channel": "email", "variants": {"es.neutral": {"subject": "x", "blocks": [{"id": "a", "type": "video"}]}}},
        {"channel": "email", "variants": {"es.neutral": {"subject": "x", "blocks": [LEGAL[0], LEGAL[0]]}}},
        {"channel": "email", "variants": {"es.neutral": {"subject": "x", "blocks": [3]}}},
    ],
)
def test_what_is_no_template_is_told(raw: Any) -> None:
    document, faults = read_template(raw)

    assert document is None
    assert {one.code for one in faults} == {"shape"}


def test_a_template_without_texts_has_a_fault() -> None:
    assert template("sms")[1] == ["empty"]
    assert str(fault("a", "here", es="x", en="wrong")) == "here: wrong"
    assert str(hint("a", "", es="x", en="look")) == "look"


# --- choosing, files ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("available", "language", "tone", "chosen"),
    [
        ({"es.firm", "es.neutral"}, "es", "firm", "es.firm"),
        ({"es.firm", "es.neutral"}, "es", "friendly", "es.neutral"),
        ({"en.friendly", "es.neutral"}, "en", "firm", "en.friendly"),
        ({"en.friendly"}, "es", "firm", "en.friendly"),
        ({"es.neutral", "en.neutral"}, "pt", "", "es.neutral"),
    ],
)
def test_another_tone_comes_before_another_language(available: set[str], language: str, tone: str, chosen: str) -> None:
    assert choose_variant(available, language=language, tone=tone) == chosen


def test_a_template_without_variants_has_none_to_choose() -> None:
    with pytest.raises(NoVariant):
        choose_variant([], language="es", tone="firm")
    with pytest.raises(ValueError, match="no variant"):
        split_variant("es")


@pytest.mark.parametrize("path", gallery_files(), ids=lambda path: path.stem)
def test_a_template_of_the_gallery_reads_checks_and_writes_back(path: Any) -> None:
    read = template_of_yaml(path.read_text(encoding="utf-8"))
    document, faults = read_template(read["document"])
    assert (faults, read["key"]) == ([], path.stem)
    assert document is not None

    again = yaml_of_template(key=read["key"], purpose=read["purpose"], title=read["title"], document=document)

    assert [one for one in check_template(document, TOKENS, may_be_missing=frozenset()) if one.stops] == []
    assert sorted(document.variants) == sorted(
        f"{lang}.{tone}" for lang in ("es", "en") for tone in ("friendly", "neutral", "firm")
    )
    assert read_template(template_of_yaml(again)["document"])[0] == document
    assert sorted(compile_template(document, TOKENS)) == sorted(document.variants)


@pytest.mark.parametrize(
    "source",
    ["{", "3", "variants: {es.neutral: 3}", "variants: {es.neutral: {blocks: [3]}}",
     "variants: {es.neutral: {blocks: [{}]}}"],
)  # fmt: skip
def test_a_file_that_holds_no_template_is_told(source: str) -> None:
    with pytest.raises(BadFile):
        template_of_yaml(source)


def test_a_block_keeps_its_own_id_in_a_file() -> None:
    document = TemplateDocument.model_validate(
        {"channel": "email", "variants": {"es.firm": {"subject": "x", "blocks": [{"id": "top", "type": "divider"}]}}}
    )

    again = yaml_of_template(key="k", purpose="collection", title={}, document=document)

    assert template_of_yaml(again)["document"]["variants"]["es.firm"]["blocks"] == [
        {"id": "top", "type": "divider", "props": {}}
    ]
    assert template_of_yaml("variants: {es.firm: {subject: x}}")["document"]["variants"]["es.firm"] == {
        "subject": [{"t": "x"}]
    }
    assert template_of_yaml("variants: {es.firm: {subject: x, blocks: [divider]}}")["document"]["variants"]["es.firm"][
        "blocks"
    ] == [{"id": "b1", "type": "divider", "props": {}}]


def test_examples_are_in_the_language_asked_for() -> None:
    spec = TokenSpec("a", "text", Words("ejemplo", "example"), "hola", (), "hello")

    assert (spec.example_in("es"), spec.example_in("en")) == ("hola", "hello")
