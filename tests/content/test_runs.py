"""Plain text with tokens is read to runs and written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.content.rules.runs import BadText, Run, Text, Token, join_runs, parse_text, tokens_in, write_text

_names = st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[a-z0-9_]{1,8}){0,2}", fullmatch=True)
_formats = st.none() | st.sampled_from(["money", "money:whole", "date:short", "number:0"])
_runs = st.lists(
    st.builds(Text, t=st.text(st.sampled_from('ab {}"|\\\nñ€'), max_size=12))
    | st.builds(Token, tok=_names, fallback=st.none() | st.text(max_size=12), format=_formats),
    max_size=6,
)


def test_parse_text_reads_words_tokens_fallbacks_and_formats() -> None:
    runs = parse_text('Hola {{ debtor.given_name | "cliente" }}, debe {{debt.balance|money:whole}}.')

    assert runs == (
        Text(t="Hola "),
        Token(tok="debtor.given_name", fallback="cliente"),
        Text(t=", debe "),
        Token(tok="debt.balance", format="money:whole"),
        Text(t="."),
    )


def test_braces_inside_words_are_words() -> None:
    runs = parse_text('{{ "{{ a }}" }} y {{ a.b | "{{" }}')

    assert runs == (Text(t="{{ a }} y "), Token(tok="a.b", fallback="{{"))


@given(_runs)
def test_written_text_reads_back_to_the_same_runs(runs: list[Run]) -> None:
    assert parse_text(write_text(runs)) == join_runs(runs)


@pytest.mark.parametrize(
    ("source", "position"),
    [
        ("a {{ }}", 2),
        ("{{ Debt }}", 0),
        ("ok {{ a.b", 3),
        ("{{ a | money | date }}", 0),
        ('{{ a | "x" | "y" }}', 0),
        ("{{ a b }}", 0),
        ("{{ a | UPPER }}", 0),
    ],
)
def test_parse_text_names_the_place_of_braces_it_cannot_read(source: str, position: int) -> None:
    with pytest.raises(BadText) as fault:
        parse_text(source)

    assert fault.value.position == position
    assert f"character {position + 1}" in str(fault.value)


def test_tokens_in_lists_only_tokens() -> None:
    assert tokens_in(parse_text("a {{ b }} c {{ d }}")) == [Token(tok="b"), Token(tok="d")]
