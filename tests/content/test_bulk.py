"""Messages made together are, byte for byte, those made one by one."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.content.rules.bulk import Links, encode_many
from acuerdo.content.rules.compiling import CompiledEmail, CompiledSms
from acuerdo.content.rules.rendering import Encoded, Renderer
from acuerdo.content.rules.skeleton import Gap, MissingValue, Skeleton

_SUBJECT = Skeleton(("Hola ", ""), (Gap("name", "text"),))
_HTML = Skeleton(
    ("<p>", "</p>\n<a href='", "'>é</a>. ", " ", "."),
    (Gap("name", "html"), Gap("link", "url"), Gap("title", "html", fallback="–"), Gap("debts", "rows_html")),
)
_TEXT = Skeleton(("", "\n", ""), (Gap("name", "text"), Gap("link", "url")))
EMAIL = Renderer(CompiledEmail(subject=_SUBJECT, html=_HTML, text=_TEXT))
SMS = Renderer(CompiledSms(Skeleton(("Hola ", ": ", ""), (Gap("name", "sms"), Gap("link", "url")))))
PLAIN = Renderer(CompiledSms(Skeleton(("Llámenos.",), ())))

_VALUES = st.fixed_dictionaries(
    {"name": st.sampled_from(["Ana", "Núñez & Co", ".x", "From you", "a=b", "y" * 75, ""]) | st.text(max_size=90)},
    optional={
        "title": st.sampled_from(["Sra.", "Dr."]),
        "link": st.sampled_from(["https://a.example/p/1", "https://a.example/p/2", "javascript:x"]),
        "debts": st.just([["F-1", "1 ene", "240 €"]]),
    },
)


def _one_by_one(renderer: Renderer, rows: list[dict[str, Any]]) -> list[Encoded | str]:
    made: list[Encoded | str] = []
    for values in rows:
        try:
            made.append(renderer.encoded(values))
        except MissingValue as fault:
            made.append(str(fault))
    return made


@pytest.mark.parametrize("renderer", [EMAIL, SMS, PLAIN])
@given(rows=st.lists(_VALUES, min_size=1, max_size=5))
@settings(max_examples=100)
def test_made_together_is_made_one_by_one(renderer: Renderer, rows: list[dict[str, Any]]) -> None:
    together = [str(one) if isinstance(one, MissingValue) else one for one in encode_many(renderer, rows)]

    assert together == _one_by_one(renderer, rows)


@pytest.mark.parametrize(
    "odd",
    [
        "Ana",
        "Ana\nLuis",
        "https://a.example\nhttps://b.example",
        "Núñez & Co",
        "x" * 76,
        f"{'x' * 74} ",
        f"{'x' * 75}.y",
        f"{'x' * 150}=",
        ".x",
        "240 €",
        "a \r\n",
        "é" * 40,
    ],
)
def test_one_odd_value_among_plain_ones_is_written_as_if_alone(odd: str) -> None:
    debts = [["F-1", "1 ene", "240 €"]]
    rows = [{"name": name, "link": f"https://a.example/{name}", "debts": debts} for name in ("Eva", "Ana")]
    rows += [{"name": odd, "link": "https://a.example/1", "debts": debts}, {"name": "Eva", "link": odd, "debts": debts}]

    assert list(encode_many(EMAIL, rows)) == _one_by_one(EMAIL, rows)


@pytest.mark.parametrize("base", ["https://a.example", "https://a.example/é&b", f"https://a.example/{'x' * 60}", "odd"])
@pytest.mark.parametrize("renderer", [EMAIL, SMS])
@pytest.mark.parametrize("name", ["Ana", ""])
def test_addresses_around_tokens_are_those_written_whole(renderer: Renderer, base: str, name: str) -> None:
    links = Links({"link": (f"{base}/t/", "/1"), "title": (base, None)}, ["Abc1", "Abc2"])
    rows = [{"name": name or "Eva", "debts": [["F-1", "1 ene", "1 €"]]}, {"name": name, "debts": [["F-2", "", "2 €"]]}]

    together = [str(one) if isinstance(one, MissingValue) else one for one in encode_many(renderer, rows, links)]

    assert together == _one_by_one(renderer, [{**row, **links.of_row(place)} for place, row in enumerate(rows)])


def test_a_token_alone_stands_where_nothing_writes_it() -> None:
    token = Renderer(CompiledSms(Skeleton(("", ".", ""), (Gap("token", "text"), Gap("site", "text")))))

    made = encode_many(token, [{}, {}], Links({"token": ("", ""), "site": ("s", None)}, ["A", "B"]))

    assert [one.text for one in made if isinstance(one, Encoded)] == [b"A.s", b"B.s"]


def test_what_differs_stands_in_its_own_message_and_what_does_not_in_all() -> None:
    rows = [{"name": "Ana", "link": f"https://a.example/{n}"} for n in (1, 2)]

    assert [one.text for one in encode_many(SMS, rows) if isinstance(one, Encoded)] == [
        b"Hola Ana: https://a.example/1",
        b"Hola Ana: https://a.example/2",
    ]


def test_only_mails_and_short_texts_are_sent() -> None:
    nothing = Renderer(cast(Any, None))

    with pytest.raises(TypeError):
        encode_many(nothing, [{}])
    with pytest.raises(TypeError):
        nothing.encoded({})


def test_a_mail_made_alone_is_that_made_among_others() -> None:
    values = {"name": "Ana", "link": "https://a.example/p/1", "debts": [["F-1", "1 ene", "240 €"]]}

    assert encode_many(EMAIL, [values, values]) == [Renderer(EMAIL.compiled).encoded(values)] * 2
