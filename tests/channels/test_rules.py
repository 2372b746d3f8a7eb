"""Links, STOP words, retries, rates, mails: plain values in, answers out."""

from __future__ import annotations

import email
import email.policy
import hmac
import json
from base64 import b64decode
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.channels.rules.bounces import read_bounce
from acuerdo.channels.rules.links import ALPHABET, LIFETIME, is_live, links_of, make_token, message_of
from acuerdo.channels.rules.mime import BadAddress, check_address, date_header, mailbox, unstructured, write_email
from acuerdo.channels.rules.outgoing import (
    MAX_ATTEMPTS,
    Outgoing,
    most_together,
    parts_under_way,
    retry_at,
    tokens_left,
)
from acuerdo.channels.rules.stop_words import asks_to_stop
from acuerdo.content.rules.encoding import quoted_printable
from tests.factories import NOW

SECRET = "a secret"


@given(st.integers(min_value=1, max_value=2**63 - 1))
def test_a_token_leads_back_to_its_message(message_id: int) -> None:
    token = make_token(message_id, secret=SECRET)

    assert message_of(token, secret=SECRET) == message_id
    assert message_of(token, secret="another") is None


@given(st.integers(min_value=1, max_value=2**63 - 1), st.text(min_size=1, max_size=100))
def test_a_token_is_the_number_and_its_hmac(message_id: int, secret: str) -> None:
    number = message_id.to_bytes((message_id.bit_length() + 7) // 8)
    mac = hmac.digest(secret.encode(), b"acuerdo.link:" + number, "sha256")
    value, letters = int.from_bytes(number + mac[:8]), ""
    while value:
        value, rest = divmod(value, 58)
        letters = ALPHABET[rest] + letters

    assert make_token(message_id, secret=secret) == letters


def test_a_token_of_the_first_millions_is_short_enough_for_an_sms() -> None:
    assert len(make_token(16_000_000, secret=SECRET)) <= 17


@given(st.text(alphabet=ALPHABET + "0OIl!é", max_size=30))
def test_no_invented_token_is_taken(token: str) -> None:
    assert message_of(token, secret=SECRET) is None


def test_a_token_changed_in_one_letter_is_none() -> None:
    token = make_token(12345, secret=SECRET)

    for place in range(len(token)):
        other = "2" if token[place] != "2" else "3"
        assert message_of(token[:place] + other + token[place + 1 :], secret=SECRET) is None


def test_a_link_lives_thirty_days_unless_revoked_after_it_was_made() -> None:
    assert is_live(made_at=NOW, revoked_at=None, now=NOW + LIFETIME)
    assert not is_live(made_at=NOW, revoked_at=None, now=NOW + LIFETIME + timedelta(seconds=1))
    assert not is_live(made_at=NOW, revoked_at=NOW, now=NOW)
    assert is_live(made_at=NOW, revoked_at=NOW - timedelta(days=1), now=NOW)


def test_links_of_an_sms_go_straight_to_the_portal_and_those_of_a_mail_are_counted() -> None:
    sms = links_of(7, channel="sms", base_url="https://a.example", secret=SECRET)
    mail = links_of(7, channel="email", base_url="https://a.example", secret=SECRET)
    token = make_token(7, secret=SECRET)

    assert sms["link.pay"] == f"https://a.example/p/{token}"
    assert sms["link.help"] == f"https://a.example/p/{token}?to=help"
    assert mail["link.pay"] == f"https://a.example/t/c/{token}/0"
    assert mail["message.pixel"] == f"https://a.example/t/o/{token}.gif"
    assert mail["message.unsubscribe"] == sms["message.unsubscribe"] == f"https://a.example/u/{token}"


@pytest.mark.parametrize(
    "text",
    [
        "BAJA", "baja.", " Stop ", "ALTO", "Parar", "Baja por favor", "STOP!!!", "no", "No me escriban más",
        "por favor, dejen de mandarme mensajes", "Quiero darme de baja", "unsubscribe", "Please stop texting me",
        "don't contact me again", "CANCELAR",
    ],
)  # fmt: skip
def test_a_request_to_stop_is_understood(text: str) -> None:
    assert asks_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "ok", "¿Puedo pagar el viernes?", "para el viernes pago", "no puedo pagar ahora", "He pagado ya",
        "Estoy de baja médica y no cobro hasta fin de mes", "end of the month", "fin de mes mejor",
        "Ya paré en la oficina a pagar",
    ],
)  # fmt: skip
def test_an_ordinary_answer_is_no_request_to_stop(text: str) -> None:
    assert not asks_to_stop(text)


def test_retries_wait_longer_each_time_and_end() -> None:
    waits = [retry_at(attempts=attempts, now=NOW) for attempts in range(MAX_ATTEMPTS + 1)]

    assert waits[-1] is None
    seconds = [(at - NOW).total_seconds() for at in waits if at]
    assert seconds == [30, 30, 120, 600, 1800, 3600]


def test_a_token_bucket_fills_by_the_second_and_holds_one_second() -> None:
    later = NOW + timedelta(seconds=0.5)

    assert tokens_left(tokens=0, per_second=10, filled_at=NOW, now=later) == 5
    assert tokens_left(tokens=8, per_second=10, filled_at=NOW, now=later) == 10
    assert tokens_left(tokens=0, per_second=0.5, filled_at=NOW, now=NOW + timedelta(seconds=9)) == 1
    assert tokens_left(tokens=3, per_second=10, filled_at=later, now=NOW) == 3


def test_a_provider_is_given_together_what_it_carries_in_a_quarter_of_a_second() -> None:
    assert most_together(per_second=500) == 125
    assert most_together(per_second=1) == 50


@pytest.mark.parametrize(("seconds_each", "parts"), [(0, 4), (0.05, 4), (0.08, 3), (0.1, 2), (9, 2)])
def test_so_many_parts_are_under_way_as_leave_in_a_quarter_of_a_second(seconds_each: float, parts: int) -> None:
    assert parts_under_way(seconds_each=seconds_each) == parts


def outgoing(**fields: object) -> Outgoing:
    given: dict[str, object] = {
        "message_id": 7, "channel": "email", "address": "carla@example.es", "sender_name": "Banco Roble",
        "sender_address": "pagos@roble.example", "subject": "Hola", "html": b"<p>x</p>", "text": b"x",
        "token": "abcDEF123456", "unsubscribe_url": "https://a.example/u/abc", "at": NOW,
    }  # fmt: skip
    return Outgoing(**(given | fields))  # type: ignore[arg-type]  # a test's own dictionary


def parsed(message: Outgoing) -> EmailMessage:
    raw = b"".join(write_email(message, date=date_header(NOW)))
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    assert not any(part.defects for part in mail.walk())
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    # The SMTP client takes our word for it and doubles no dots.
    assert b"\n." not in raw
    return mail


_words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=120)


@settings(max_examples=40)
@given(subject=_words, name=_words, body=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_a_written_mail_reads_back_as_what_was_meant(subject: str, name: str, body: str) -> None:
    text = f"{body}\n.\nend"
    encoded = quoted_printable(text).encode()

    mail = parsed(outgoing(subject=subject, sender_name=name, text=encoded, html=encoded))

    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == text
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == text
    assert str(mail["Subject"]).split() == subject.split()
    assert mail["From"].addresses[0].addr_spec == "pagos@roble.example"
    # The library keeps the fold between two encoded words of a name, which RFC 2047 6.2 says to drop.
    assert "".join(mail["From"].addresses[0].display_name.split()) == "".join(name.split())


def test_a_mail_carries_what_rfc_8058_asks_for() -> None:
    mail = parsed(outgoing())

    assert mail["List-Unsubscribe"] == "<https://a.example/u/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"] == "<abcDEF123456@roble.example>"
    assert mail["To"].addresses[0].addr_spec == "carla@example.es"
    assert mail.get_content_type() == "multipart/alternative"


def test_a_mail_without_html_is_plain() -> None:
    mail = parsed(outgoing(html=b""))

    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == "x"


def test_headers_take_no_line_breaks() -> None:
    mail = parsed(outgoing(subject="a\r\nBcc: x@y.example", sender_name="b\nc"))

    assert mail["Bcc"] is None
    assert str(mail["Subject"]) == "a Bcc: x@y.example"


def test_odd_names_and_subjects_are_encoded() -> None:
    assert mailbox("", "a@b.example") == "a@b.example"
    assert mailbox("Ana", "a@b.example") == "Ana <a@b.example>"
    assert mailbox("Núñez", "a@b.example") == "=?utf-8?B?TsO6w7Fleg==?= <a@b.example>"
    assert mailbox('Q "x", S.A.', "a@b.example") == '"Q \\"x\\", S.A." <a@b.example>'
    assert unstructured("=?x?=").startswith("=?utf-8?B?")
    assert unstructured("") == ""


def test_no_encoded_word_is_cut_inside_a_letter():
    words = unstructured("x" + "ñ" * 60).split("\r\n ")

    assert len(words) > 1
    assert max(map(len, words)) <= 75
    assert "".join(b64decode(word[10:-2]).decode() for word in words) == "x" + "ñ" * 60
    assert check_address("a@ñandú.example") == "a@xn--and-6ma2c.example"


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a b@c.example", "a@b.example\r\nRCPT", "ñ@b.example", ".a@b.example", "a..b@c.example",
     "a@\ud800.example"],
)  # fmt: skip
def test_an_address_that_smtp_cannot_carry_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        check_address(address)


def test_returned_mails_name_whom_they_could_not_reach(data_folder: Path) -> None:
    folder = data_folder / "email" / "bounces_flufl"
    expected = json.loads((data_folder / "email" / "bounces_flufl_expected.json").read_text())

    wrong = {}
    for name, wanted in expected.items():
        raw = (folder / name).read_bytes()
        bounce = read_bounce(email.message_from_bytes(raw), raw=raw)
        found = (sorted(bounce.permanent + bounce.temporary), bool(bounce.temporary) and not bounce.permanent)
        if found != (sorted(wanted["addresses"]), wanted["temporary"] and bool(wanted["addresses"])):
            wrong[name] = (found, wanted)

    assert wrong == {}
    assert len(expected) == 115
