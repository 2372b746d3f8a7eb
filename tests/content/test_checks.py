"""Every fault and hint of blocks, e-mails, landing pages and short texts, by its code and place."""

from __future__ import annotations

from typing import Any

import pytest

from acuerdo.content.rules.checks import Surroundings, check_template, missing_variants, read_template
from acuerdo.content.rules.faults import Fault
from tests.content.landings import page
from tests.content.test_texts import LEGAL, TOKENS

ASSET = "0123456789abcdef0123456789abcdef.png"


def faults_of(channel: str, variant: dict[str, Any], *, assets: frozenset[str] | None = None) -> list[Fault]:
    document, faults = read_template({"channel": channel, "variants": {"es.neutral": variant}})
    assert document is not None, [str(fault) for fault in faults]
    around = Surroundings(assets=assets)
    return check_template(document, TOKENS, may_be_missing=frozenset(), around=around)


def told(faults: list[Fault]) -> list[tuple[str, str]]:
    """Codes and places within the variant, without what is said of the template as a whole."""
    return [(fault.code, fault.where.removeprefix("es.neutral").lstrip(".")) for fault in faults if fault.where]


def mail(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    numbered = [{"id": f"b{place}", **block} for place, block in enumerate(blocks, 1)]
    return {"subject": "Su pago", "preheader": "Véalo", "blocks": [*numbered, *LEGAL], **more}


def block(name: str, **props: Any) -> dict[str, Any]:
    return {"type": name, "props": props}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (block("image", asset=ASSET, alt="El logo"), []),
        (block("image", asset=ASSET), [("no_alt", "b1.alt")]),
        (block("image", asset=ASSET, alt="  "), [("no_alt", "b1.alt")]),
        (block("image", alt="El logo"), [("no_image", "b1.asset")]),
        (block("qr", alt=""), [("no_alt", "b1.alt")]),
        (block("button", label="", link="link.pay"), [("no_label", "b1.label")]),
        (block("pay_button", label=[{"tok": "debt.balance"}]), []),
        (block("heading", text=" "), [("no_label", "b1.text")]),
        (block("plan_calculator", label=""), [("no_label", "b1.label")]),
        (
            block("columns", columns=[[{"id": "c1", "type": "image", "props": {"asset": ASSET}}], []]),
            [("no_alt", "c1.alt")],
        ),
    ],
)
def test_blocks_of_an_email_are_checked(made: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told(faults_of("email", mail(made))) == expected


def test_images_that_are_gone_are_told_where_it_is_known() -> None:
    shown = mail(block("image", asset=ASSET, alt="El logo"))

    assert told(faults_of("email", shown, assets=frozenset())) == [("unknown_image", "b1.asset")]
    assert told(faults_of("email", shown, assets=frozenset({ASSET}))) == []


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ([], [("plain_no_sender", "plain"), ("plain_no_opt_out", "plain"), ("plain_no_pay", "plain")]),
        ([{"tok": "creditor.name"}, {"tok": "message.unsubscribe"}], [("plain_no_pay", "plain")]),
        ([{"tok": "creditor.name"}, {"tok": "message.unsubscribe"}, {"tok": "link.pay"}, {"tok": "debts"}], []),
    ],
)
def test_plain_part_written_by_hand_says_what_the_law_wants(
    plain: list[dict[str, Any]], expected: list[tuple[str, str]]
) -> None:
    shown = mail(block("pay_button", label="Pagar"), plain=plain)

    assert told(faults_of("email", shown)) == expected


def test_plain_part_without_a_pay_button_needs_no_way_to_pay() -> None:
    shown = mail(plain=[{"tok": "creditor.name"}, {"tok": "message.unsubscribe"}])

    assert told(faults_of("email", shown)) == []


# --- landing pages -----------------------------------------------------------------------------------------------
def landing(*blocks: dict[str, Any], title: str = "Resolverlo") -> dict[str, Any]:
    numbered = [{"id": f"b{place}", **block} for place, block in enumerate(blocks, 1)]
    return {"title": title, "blocks": numbered}


TOP = block("hero", title="Hola")
RIGHTS = block("legal", ref="rights")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (page("es"), []),
        (landing(TOP, RIGHTS), []),
        (landing(block("heading", text="Hola", level=1), RIGHTS), []),
        (landing(TOP, block("hardship", title="a"), block("dispute", title="b")), []),
        (landing(title=""), [("no_title", "title"), ("no_blocks", "")]),
        (landing(RIGHTS), [("no_top", "")]),
        (landing(block("heading", text="Hola", level=2), RIGHTS), [("no_top", "")]),
        (landing(TOP, TOP, RIGHTS), [("two_tops", "b2")]),
        (landing(TOP, block("dispute", title="a")), [("no_rights", "")]),
        (landing(TOP, block("legal", ref="sender")), [("no_rights", "")]),
        (landing(block("hero", title="Hola", asset=ASSET), RIGHTS), [("no_alt", "b1.alt")]),
        (landing(TOP, RIGHTS, block("video_link", label="Vea")), [("no_address", "b3.address")]),
        (
            landing(TOP, RIGHTS, block("documents", title="x", items=[{"label": "y", "address": "https://a.example"}])),
            [],
        ),
        (
            landing(TOP, RIGHTS, block("documents", title="x", items=[{"label": ""}])),
            [("no_address", "b3.items.1.address"), ("no_label", "b3.items.1.label")],
        ),
    ],
)
def test_landing_pages_are_checked(shown: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = [one for one in faults_of("landing", shown) if one.where not in ("",)]

    assert [one for one in told(found) if one[0] != "hard_to_read"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ([{"tok": "creditor.name"}, {"t": ": á ☺"}], []),
        ([], [("no_text", ""), ("no_sender", "")]),
        ([{"tok": "creditor.name"}, {"t": "x" * 1_024}], [("long_whatsapp", "")]),
    ],
)
def test_whatsapp_texts_are_checked(text: list[dict[str, Any]], expected: list[tuple[str, str]]) -> None:
    assert told(faults_of("whatsapp", {"text": text})) == expected


@pytest.mark.parametrize(
    ("channel", "variant", "words"),
    [
        ("email", {"subject": "x", "blocks": [{"id": "a", "type": "faq", "props": {"items": []}}]}, "at least 1"),
        ("email", {"subject": "x", "blocks": [{"id": "a", "type": "pay_now", "props": {"label": "x"}}]}, "pay_now"),
        ("landing", {"title": "x", "blocks": [{"id": "a", "type": "qr", "props": {"alt": "x"}}]}, "do not go into"),
        (
            "email",
            {"subject": "x", "blocks": [{"id": "a", "type": "columns", "props": {"columns": [[]]}}]},
            "at least 2",
        ),
        (
            "email",
            {"subject": "x", "blocks": [{"id": "a", "type": "columns", "props": {"columns": [
                [{"id": "b", "type": "legal", "props": {"ref": "sender"}}], []]}}]},
            "a column holds",
        ),
        (
            "landing",
            {"title": "x", "blocks": [{"id": "a", "type": "columns", "props": {"columns": [
                [{"id": "a", "type": "divider"}], []]}}]},
            "used twice",
        ),
        (
            "landing",
            {"title": "x", "blocks": [{"id": "a", "type": "video_link", "props": {
                "label": "x", "address": "javascript:alert(1)"}}]},
            "pattern",
        ),
        (
            "email",
            {"subject": "x", "blocks": [{"id": "a", "type": "image", "props": {"asset": "https://evil.example/a.png"}}]},
            "pattern",
        ),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told(channel: str, variant: dict[str, Any], words: str) -> None:
    document, faults = read_template({"channel": channel, "variants": {"es.neutral": variant}})

    assert document is None
    assert any(words in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_missing_texts_are_counted() -> None:
    document, _ = read_template({"channel": "email", "variants": {"es.neutral": mail(), "en.firm": mail()}})
    assert document is not None

    (hint,) = [one for one in check_template(document, TOKENS, may_be_missing=frozenset()) if one.where == ""]

    assert missing_variants(document) == ["es.friendly", "es.firm", "en.friendly", "en.neutral"]
    assert (hint.code, hint.stops) == ("missing_variants", False)
    assert hint.words.es == "faltan 4 de 6 textos: es.friendly, es.firm, en.friendly, en.neutral"
