"""Values written for people and put into prepared texts, held to babel and to a template engine."""

from __future__ import annotations

import html
import quopri
from datetime import date
from decimal import Decimal
from typing import Any

import minijinja
import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.documents import EmailDocument, TemplateDocument
from acuerdo.content.rules.encoding import EncodedSkeleton, quoted_printable
from acuerdo.content.rules.formats import BadFormat, format_column, locale_of, money_writer, one_line
from acuerdo.content.rules.samples import raw_sample
from acuerdo.content.rules.skeleton import Gap, MissingValue, Pen, Skeleton, on_colour, salt_for
from acuerdo.content.rules.tokens import token_specs
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


def test_what_is_less_than_nothing_keeps_its_sign() -> None:
    write = money_writer("EUR", "es_ES", "money")

    assert (write(-24_050), write(0)) == ("-240,50\xa0€", "0,00\xa0€")


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


@pytest.mark.parametrize(
    "text",
    [
        "." + "a" * 75,
        "." + "a" * 74 + ".b",
        "." + "a" * 72 + ".éa",
        "." + "a" * 70 + "éa",
        "." + "a" * 72 + "ñ" + "." * 80,
        "x\n." + "a" * 75 + "\ny",
        "a" * 76,
        "a" * 73 + "é",
        "a" * 74 + "é",
        "." * 300,
    ],
)
def test_a_long_line_that_begins_with_a_dot_stays_within_its_limit(text: str) -> None:
    skeleton = Skeleton((text, text), (Gap("a", "text"),))

    encoded = EncodedSkeleton(skeleton).fill({"a": text})

    assert quopri.decodestring(encoded).decode().replace("\r\n", "\n") == text * 3
    assert [line for line in encoded.split(b"\r\n") if len(line) > 76 or line.startswith(b".")] == []


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


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("debt.is_disputed", True),
        ("case.stage", "early"),
        ("debt.days_past_due", 12),
        ("debt.reference", "F-1"),
        ("debt.balance", 24_000),
    ],
)
def test_every_type_has_a_sample(key: str, value: Any) -> None:
    assert raw_sample(TOKENS[key], "es") == value
