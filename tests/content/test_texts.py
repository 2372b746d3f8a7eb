"""Documents, checks, formats, compiling and filling; the property tests hold them to babel, minijinja and escaping."""

from __future__ import annotations

import html
import quopri
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import minijinja
import polars as pl
import pytest
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.content.operations import GALLERY
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
from acuerdo.content.rules.composing import compose, digest_of
from acuerdo.content.rules.documents import EmailDocument, TemplateDocument, split_variant
from acuerdo.content.rules.encoding import EncodedSkeleton, quoted_printable
from acuerdo.content.rules.faults import fault, hint
from acuerdo.content.rules.formats import BadFormat, format_column, locale_of, money_writer, one_line
from acuerdo.content.rules.rendering import Renderer
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import Gap, MissingValue, Pen, Skeleton, on_colour, salt_for
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
    named = {key.replace("_", "."): value for key, value in variants.items()}
    document, faults = read_template({"channel": channel, "variants": named})
    if document is not None:
        faults = check_template(document, TOKENS, may_be_missing=frozenset({"custom.x"}))
    return document, [one.code for one in faults]


# --- formats -----------------------------------------------------------------------------------------------------
@given(
    cents=st.integers(-(10**14), 10**14),
    currency=st.sampled_from(["EUR", "CLP", "USD", "COP", "PEN", "JPY"]),
    locale=st.sampled_from(["es_ES", "en_GB", "es_CL", "en_US"]),
)
def test_money_is_written_as_babel_writes_it(cents: int, currency: str, locale: str) -> None:
    expected = format_currency(Decimal(cents) / 100, currency, locale=locale)

    written = money_writer(currency, locale, "money")(cents)

    assert written.replace("-", "") == expected.replace("-", "")
    assert ("-" in written) == ("-" in expected and any(digit in expected for digit in "123456789"))


def test_whole_money_leaves_out_only_cents_that_are_none() -> None:
    write = money_writer("EUR", "es_ES", "money:whole")

    assert (write(24_000), write(24_050)) == ("240\xa0€", "240,50\xa0€")


@pytest.mark.parametrize(
    ("key", "form", "value", "es", "en"),
    [
        ("debt.oldest_due_date", None, date(2026, 3, 5), "5 de marzo de 2026", "5 March 2026"),
        ("debt.oldest_due_date", "date:short", date(2026, 3, 5), "5 mar 2026", "5 Mar 2026"),
        ("promise.date", "date:weekday", date(2026, 3, 5), "jueves, 5 de marzo de 2026", "Thursday, 5 March 2026"),
        ("debt.days_past_due", None, 1234, "1234", "1,234"),
        ("debt.days_past_due", "number:1", 1.5, "1,5", "1.5"),
        ("case.stage", None, "early", "temprana", "early"),
        ("case.stage", None, "other", "other", "other"),
        ("debt.is_disputed", None, True, "sí", "yes"),
        ("debt.is_disputed", None, False, "no", "no"),
        ("debt.reference", None, "a\nb", "a b", "a b"),
        ("debt.reference", "text:upper", "ñu", "ÑU", "ÑU"),
        ("debt.reference", None, "", None, None),
        ("debt.balance", None, None, None, None),
    ],
)  # fmt: skip
def test_values_are_written_by_type_format_and_language(
    key: str, form: str | None, value: Any, es: str | None, en: str | None
) -> None:
    written = [
        format_column([value], spec=TOKENS[key], form=form, language=language, currencies=["EUR"])[0]
        for language in ("es", "en")
    ]

    assert [one and one.replace(".", "") if key == "debt.days_past_due" and not form else one for one in written] == [
        es,
        en,
    ]


def test_each_row_has_its_own_currency() -> None:
    written = format_column(
        [100, None, 100], spec=TOKENS["debt.balance"], form=None, language="es", currencies=["EUR", "EUR", "CLP"]
    )

    assert written == ["1,00\xa0€", None, "1\xa0CLP"]
    assert locale_of("pt-br") == "pt_br"


def test_a_format_of_another_type_is_refused() -> None:
    with pytest.raises(BadFormat, match="written as money"):
        format_column([1], spec=TOKENS["debt.balance"], form="date", language="es", currencies=["EUR"])


@given(st.text())
def test_a_value_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


# --- filling -----------------------------------------------------------------------------------------------------
_values = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=60)


@given(parts=st.lists(st.text(alphabet="ab%{}<é", max_size=5), min_size=3, max_size=3), first=_values, second=_values)
def test_a_filled_skeleton_is_what_a_template_engine_makes_of_it(parts: list[str], first: str, second: str) -> None:
    skeleton = Skeleton(tuple(parts), (Gap("a", "html"), Gap("b", "text")))
    environment = minijinja.Environment()
    source = "{{ p0 }}{{ a }}{{ p1 }}{{ b }}{{ p2 }}"
    marked = {f"p{place}": minijinja.Markup(part) for place, part in enumerate(parts)}

    made = environment.render_str(source, "x.html", a=first, b=minijinja.Markup(second), **marked)

    filled = skeleton.fill({"a": first, "b": second})
    assert _unescaped(filled) == _unescaped(made)


def _unescaped(text: str) -> str:
    return html.unescape(text)


@given(st.lists(_values, min_size=2, max_size=2), st.text(alphabet="a.=é \n", max_size=200))
def test_an_encoded_skeleton_decodes_to_the_filled_one(values: list[str], part: str) -> None:
    skeleton = Skeleton((part, "\n.x", part), (Gap("a", "text"), Gap("b", "text")))
    filled = {"a": one_line(values[0]) or "-", "b": one_line(values[1]) or "."}

    encoded = EncodedSkeleton(skeleton).fill(filled)

    assert quopri.decodestring(encoded).decode().replace("\r\n", "\n") == skeleton.fill(filled)
    assert all(len(line) <= 76 and not line.startswith(b".") for line in encoded.split(b"\r\n"))
    assert encoded.isascii()


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=300))
def test_quoted_printable_reads_back(text: str) -> None:
    decoded = quopri.decodestring(quoted_printable(text).encode()).decode()

    assert decoded.replace("\r\n", "\n") == text


def test_a_missing_value_without_fallback_is_never_left_empty() -> None:
    with pytest.raises(MissingValue):
        Skeleton(("", ""), (Gap("a", "text"),)).fill({"a": ""})

    assert Skeleton(("", ""), (Gap("a", "text", None, "b"),)).fill({}) == "b"
    assert Skeleton(("x",), ()).fill({}) == "x"


@pytest.mark.parametrize(
    ("kind", "value", "made"),
    [
        ("url", "https://a.example/?a=1&b", "https://a.example/?a=1&amp;b"),
        ("url", "javascript:alert(1)", ""),
        ("url", 'https://a.example/" onclick="x', ""),
        ("colour", "#123abc", "#123abc"),
        ("colour", "red;}", "#3730a3"),
        ("on_colour", "#ffff00", "#111111"),
        ("on_colour", "#000080", "#ffffff"),
        ("sms", "1\xa0€", "1 €"),
        ("rows_text", [["R1", "", "1 €"], ["R2", "5 mar", "2 €"]], "R1 · 1 €\nR2 · 5 mar · 2 €"),
    ],
)
def test_what_goes_into_a_gap_is_made_safe_for_its_place(kind: Any, value: Any, made: str) -> None:
    assert Skeleton(("", ""), (Gap("a", kind),)).fill({"a": value}) == made


def test_the_text_on_the_brand_colour_has_contrast() -> None:
    assert on_colour("nonsense") == "#ffffff"


def test_marks_of_gaps_are_never_part_of_the_text() -> None:
    pen = Pen(salt=salt_for("acgap0x acgap1x"))

    assert pen.cut("a" + pen.mark(Gap("t", "text")) + "b").parts == ("a", "b")
    assert salt_for("acgap0x") == "acgap1x"


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
        ({"subject": "x", "blocks": LEGAL}, []),
        ({"subject": [], "blocks": []}, ["no_subject", "no_blocks", "no_legal", "no_legal"]),
        ({"subject": "x" * 90, "blocks": LEGAL}, ["long_subject"]),
        (
            {"subject": "x", "blocks": [{"id": "a", "type": "text", "props": {"text": "x" * 100_000}}, *LEGAL]},
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


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.yaml")), ids=lambda path: path.stem)
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
    assert template_of_yaml("variants: {es.firm: {subject: x, blocks: [divider]}}")["document"]["variants"]["es.firm"][
        "blocks"
    ] == [{"id": "b1", "type": "divider", "props": {}}]


def test_examples_are_in_the_language_asked_for() -> None:
    spec = TokenSpec("a", "text", Words("ejemplo", "example"), "hola", (), "hello")

    assert (spec.example_in("es"), spec.example_in("en")) == ("hola", "hello")
