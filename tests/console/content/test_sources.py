"""Documents go to the builder and come back as the same runs, whatever is in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.console.content.sources import Place, place_of, with_runs, with_sources
from acuerdo.content.queries import block_kinds
from acuerdo.content.rules.runs import Text, Token, join_runs

RUNS = st.lists(
    st.one_of(
        st.builds(Text, t=st.text(min_size=1), mark=st.sampled_from([None, "bold", "italic"])),
        st.builds(
            Token,
            tok=st.sampled_from(["debt.balance", "debtor.given_name", "link.pay"]),
            fallback=st.none() | st.text(),
            format=st.none() | st.sampled_from(["money:whole", "date:short"]),
            mark=st.sampled_from([None, "bold"]),
        ),
    ),
    max_size=6,
)


def stored(runs: Any) -> list[dict[str, Any]]:
    return [run.model_dump(exclude_none=True) for run in join_runs(runs)]


@settings(max_examples=200)
@given(runs=RUNS)
def test_any_text_comes_back_as_it_was(runs: Any) -> None:
    document = {"variants": {"es.firm": {"lang": "es", "subject": stored(runs), "blocks": []}}}

    again, faults = with_runs(with_sources(document))

    assert (again, faults) == (document, [])


@pytest.mark.parametrize("kind", ["email", "landing"])
def test_every_block_comes_back_as_it_was(kind: str) -> None:
    blocks = [{"id": form.name, "type": form.name, "props": form.start["es"]} for form in block_kinds(kind)]
    document = {"variants": {"es.firm": {"lang": "es", "blocks": blocks}}}

    again, faults = with_runs(with_sources(document))

    assert (again, faults) == (document, [])


def test_an_emptied_plain_part_is_none() -> None:
    again, _faults = with_runs({"variants": {"es.firm": {"plain": {"src": ""}, "subject": {"src": ""}}}})

    assert again == {"variants": {"es.firm": {"subject": []}}}


def test_braces_that_cannot_be_read_are_told_with_their_place() -> None:
    inner = {"id": "b3", "type": "text", "props": {"text": {"src": "uno {{ dos"}}}
    blocks = [{"id": "b2", "type": "columns", "props": {"columns": [[], [inner]]}}]
    built = {"variants": {"es.firm": {"subject": {"src": "{{ x"}, "blocks": blocks}}}

    again, faults = with_runs(built)

    assert [(fault.code, fault.where, fault.stops) for fault in faults] == [
        ("braces", "es.firm.subject", True),
        ("braces", "es.firm.b3.text", True),
    ]
    assert again["variants"]["es.firm"]["subject"] == [{"t": "{{ x"}]
    assert "{{ dos" in faults[1].words.en


DOCUMENT = {
    "variants": {
        "es.firm": {
            "blocks": [
                {"id": "b1", "type": "text", "props": {}},
                {"id": "b2", "type": "columns", "props": {"columns": [[{"id": "b3", "type": "text", "props": {}}]]}},
            ]
        }
    }
}


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("es.firm.subject", Place("es.firm", "", "subject")),
        ("es.firm.b3.items.1.answer", Place("es.firm", "b3", "items.1.answer")),
        ("es.firm", Place("es.firm", "", "")),
        ("variants.es.firm.email.blocks.1.props.link", Place("es.firm", "b2", "link")),
        ("variants.es.firm.email.blocks.7.props.link", Place("es.firm", "", "link")),
        ("variants.es.firm.email.blocks", Place("es.firm", "", "")),
        ("variants.es.firm.email.lang", Place("es.firm", "", "lang")),
    ],
)
def test_places_of_faults_lead_to_their_block(where: str, place: Place) -> None:
    assert place_of(where, DOCUMENT) == place
