"""The SMTP client against a server that behaves as told: what left, what did not, what nobody knows."""

from __future__ import annotations

import base64
import datetime as dt
import gc
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from acuerdo.channels.providers import UnknownProvider, open_transport, provider_for, providers
from acuerdo.channels.providers.smtp.client import SmtpClient
from acuerdo.channels.providers.smtp.connection import Envelope
from acuerdo.channels.providers.smtp.replies import MAX_LINE, NotSmtp, ReplyReader
from acuerdo.channels.providers.smtp.settings import BadSmtpUrl, settings_of
from acuerdo.channels.rules.outgoing import Delivery, Outcome
from tests.channels.test_rules import outgoing

Answer = Callable[[str], str | None]


class Server:
    """A mail server of few words. `answer` gives the reply to a command, "." being a whole mail; None hangs up."""

    def __init__(
        self, answer: Answer, *, abilities: Sequence[str] = ("PIPELINING",), tls: ssl.SSLContext | None = None
    ):
        self._answer = answer
        self._abilities = abilities
        self._tls = tls
        self.mails: list[str] = []
        self.commands: list[str] = []
        self.greetings = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def serve(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(wire,), daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _talk(self, wire: socket.socket) -> None:
        self.greetings += 1
        try:
            wire.sendall(b"220 here\r\n")
            while True:
                wire = self._dialogue(wire)
        except OSError:
            pass  # the other side went away, as it may
        finally:
            wire.close()

    def _dialogue(self, wire: socket.socket) -> socket.socket:
        """Answer until the connection ends (OSError) or becomes another one (TLS)."""
        with wire.makefile("rb") as file:
            while line := file.readline():
                command = line.decode().strip()
                self.commands.append(command)
                reply = self._say(wire, self._reply(command))
                if command == "DATA" and reply.startswith("354"):
                    body = b"".join(iter(file.readline, b".\r\n"))
                    self.mails.append(body.decode())
                    self._say(wire, self._answer("."))
                if command == "STARTTLS" and self._tls:
                    return self._tls.wrap_socket(wire, server_side=True)
        raise ConnectionResetError

    def _say(self, wire: socket.socket, reply: str | None) -> str:
        if reply is None:
            wire.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError
        wire.sendall(reply.encode() + b"\r\n")
        return reply

    def _reply(self, command: str) -> str | None:
        own = self._answer(command)
        if own != "":
            return own
        if command.startswith("EHLO"):
            return "\r\n".join(["250-here", *(f"250-{one}" for one in self._abilities), "250 8BITMIME"])
        if command.startswith("AUTH"):
            return "235 welcome"
        return "354 go" if command == "DATA" else "220 ok" if command == "STARTTLS" else "250 ok"


def usual(command: str) -> str:
    return "250 taken" if command == "." else ""


@contextmanager
def server(answer: Answer = usual, **kind: object) -> Iterator[Server]:
    running = Server(answer, **kind)  # type: ignore[arg-type]  # a test's own dictionary
    threading.Thread(target=running.serve, daemon=True).start()
    yield running
    running.close()


def send(
    running: Server | SimpleNamespace, count: int = 3, *, options: str = "connections=1", user: str = ""
) -> list[Delivery]:
    url = f"smtp://{user}127.0.0.1:{running.port}?{options}"
    client = SmtpClient(settings_of({"ACUERDO_SMTP_URL": url}))
    mails = [
        Envelope(n, "a@b.example", f"c{n}@d.example", (b"Subject: x\r\n\r\n", b".dot\r\nend\r\n")) for n in range(count)
    ]
    results = client.send(mails).result(timeout=20)
    client.close()
    return sorted(results, key=lambda one: one.message_id)


def outcomes(results: Sequence[Delivery]) -> list[Outcome]:
    return [one.outcome for one in results]


@pytest.mark.parametrize("abilities", [("PIPELINING",), ()])
def test_mails_leave_over_one_connection_with_dots_doubled(abilities: tuple[str, ...]) -> None:
    with server(abilities=abilities) as running:
        results = send(running)

    assert outcomes(results) == [Outcome.SENT] * 3
    assert running.mails == ["Subject: x\r\n\r\n..dot\r\nend\r\n"] * 3
    assert running.greetings == 1


@pytest.mark.parametrize("abilities", [("PIPELINING",), ()])
@pytest.mark.parametrize(
    ("refused", "reply", "outcome"),
    [
        ("RCPT TO:<c1@d.example>", "550 5.1.1 who?", Outcome.FAILED),
        ("RCPT TO:<c1@d.example>", "451 later", Outcome.RETRY),
    ],
)
def test_one_refused_recipient_does_not_stop_the_others(
    abilities: tuple[str, ...], refused: str, reply: str, outcome: Outcome
) -> None:
    with server(lambda command: reply if command == refused else usual(command), abilities=abilities) as running:
        results = send(running)

    assert outcomes(results) == [Outcome.SENT, outcome, Outcome.SENT]
    assert results[1].detail == reply
    assert len([mail for mail in running.mails if mail]) == 2


def test_a_refused_data_is_reset_and_the_next_mail_goes_on() -> None:
    told = iter(["503 no", "", ""])

    with server(lambda command: next(told) if command == "DATA" else usual(command)) as running:
        results = send(running)

    assert outcomes(results) == [Outcome.FAILED, Outcome.SENT, Outcome.SENT]
    assert running.commands.count("RSET") == 1


@pytest.mark.parametrize(("reply", "outcome"), [("452 full", Outcome.RETRY), ("554 spam", Outcome.FAILED)])
def test_a_mail_refused_after_its_text_is_not_sent(reply: str, outcome: Outcome) -> None:
    with server(lambda command: reply if command == "." else usual(command)) as running:
        results = send(running)

    assert outcomes(results) == [outcome] * 3


def test_a_connection_lost_after_the_text_leaves_that_mail_uncertain_and_no_other() -> None:
    told = iter(["250 taken", None, "250 taken"])

    with server(lambda command: next(told) if command == "." else usual(command)) as running:
        results = send(running)

    assert outcomes(results)[:2] == [Outcome.SENT, Outcome.UNCERTAIN]
    assert outcomes(results)[2] in (Outcome.RETRY, Outcome.SENT)
    assert len(running.mails) <= 3


def test_a_connection_lost_before_the_text_can_be_tried_again() -> None:
    with server(lambda command: None if command.startswith("RCPT") else usual(command)) as running:
        results = send(running, 1)

    assert outcomes(results) == [Outcome.RETRY]
    assert running.mails == []


def test_a_server_that_does_not_answer_to_the_text_leaves_it_uncertain() -> None:
    silence = threading.Event()

    def answer(command: str) -> str:
        if command == ".":
            silence.wait(10)
        return usual(command)

    with server(answer) as running:
        results = send(running, 1, options="connections=1&timeout=0.5")
        silence.set()

    assert outcomes(results) == [Outcome.UNCERTAIN]


def test_a_new_connection_is_made_after_as_many_mails_as_one_should_carry() -> None:
    with server() as running:
        results = send(running, 5, options="connections=1&per_connection=2")

    assert outcomes(results) == [Outcome.SENT] * 5
    assert running.greetings == 3


def test_nothing_leaves_if_the_server_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    results = send(SimpleNamespace(port=port), 2)

    assert outcomes(results) == [Outcome.RETRY] * 2


def test_nothing_leaves_if_the_server_speaks_something_else() -> None:
    with server(lambda _command: "HTTP/1.1 400 Bad Request") as running:
        results = send(running, 1)

    assert outcomes(results) == [Outcome.RETRY]


@pytest.mark.parametrize(
    ("abilities", "wanted"),
    [
        (("AUTH PLAIN LOGIN",), "AUTH PLAIN " + base64.b64encode(b"\0ana\0p@ss").decode()),
        (("AUTH=LOGIN",), base64.b64encode(b"p@ss").decode()),
    ],
)
def test_it_logs_in(abilities: tuple[str, ...], wanted: str) -> None:
    with server(abilities=abilities) as running:
        results = send(running, 1, user="ana:p%40ss@")

    assert outcomes(results) == [Outcome.SENT]
    assert wanted in running.commands


@pytest.mark.parametrize(
    ("abilities", "answer"),
    [
        (("AUTH GSSAPI",), usual),
        (("AUTH PLAIN",), lambda command: "535 no" if command.startswith("AUTH") else usual(command)),
    ],
)
def test_nothing_leaves_without_a_login(abilities: tuple[str, ...], answer: Answer) -> None:
    with server(answer, abilities=abilities) as running:
        results = send(running, 1, user="ana:secret@")

    assert outcomes(results) == [Outcome.RETRY]
    assert "secret" not in results[0].detail


def _certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate of this machine's own, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    address = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(start).not_valid_after(start + dt.timedelta(days=36_500))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return context, certificate


def send_to_localhost(running: Server, options: str) -> list[Delivery]:
    client = SmtpClient(settings_of({"ACUERDO_SMTP_URL": f"smtp://localhost:{running.port}?connections=1&{options}"}))
    results = client.send([Envelope(1, "a@b.example", "c@d.example", (b"x\r\n",))]).result(timeout=20)
    client.close()
    return results


def test_starttls_is_used_and_its_certificate_checked(tmp_path: Path) -> None:
    context, certificate = _certificate(tmp_path)

    with server(abilities=("STARTTLS",), tls=context) as running:
        known = send_to_localhost(running, f"tls=starttls&ca={certificate}")
        unknown = send_to_localhost(running, "tls=starttls")

    assert outcomes(known) == [Outcome.SENT]
    assert outcomes(unknown) == [Outcome.RETRY]
    assert running.commands.count("EHLO " + socket.gethostname()) >= 2


def test_an_end_of_tls_that_takes_long_leaves_no_socket_open(tmp_path: Path) -> None:
    context, certificate = _certificate(tmp_path)

    def answer(command: str) -> str:
        if command == "QUIT":
            time.sleep(0.2)
        return usual(command)

    with server(answer, abilities=("STARTTLS",), tls=context) as running:
        results = send_to_localhost(running, f"tls=starttls&ca={certificate}")

    gc.collect()  # an open socket warns when it is thrown away, and warnings are errors here
    assert outcomes(results) == [Outcome.SENT]


def test_nothing_is_sent_in_the_clear_where_tls_is_wanted() -> None:
    with server() as running:
        results = send_to_localhost(running, "tls=starttls")

    assert outcomes(results) == [Outcome.RETRY]
    assert "STARTTLS" in results[0].detail
    assert running.mails == []


def test_replies_are_read_in_any_pieces() -> None:
    reader = ReplyReader()

    found = [reply for byte in b"250-a\r\n250 b\r\n354 go\r\n" for reply in reader.feed(bytes([byte]))]

    assert [(reply.code, reply.lines) for reply in found] == [(250, ("a", "b")), (354, ("go",))]


@pytest.mark.parametrize("data", [b"hello\r\n", b"x" * (MAX_LINE + 1)])
def test_what_is_no_reply_is_told(data: bytes) -> None:
    with pytest.raises(NotSmtp):
        list(ReplyReader().feed(data))


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://mail.example.org", "starttls", 587),
        ("smtps://mail.example.org", "implicit", 465),
        ("smtp://localhost:2525", "none", 2525),
        ("smtp://mail.example.org:25?tls=none", "none", 25),
    ],
)
def test_settings_are_read_from_one_address(url: str, tls: str, port: int) -> None:
    found = settings_of({"ACUERDO_SMTP_URL": url})

    assert (found.tls, found.port) == (tls, port)
    assert "password" not in repr(found)


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://x?tls=some", "smtp://x:y", "smtp://x?timeout=z"])
def test_a_bad_address_of_the_server_is_told(url: str) -> None:
    with pytest.raises(BadSmtpUrl):
        settings_of({"ACUERDO_SMTP_URL": url})


def test_the_transport_writes_mails_and_fails_addresses_that_are_none() -> None:
    with server() as running:
        road = open_transport("smtp", environment={"ACUERDO_SMTP_URL": f"smtp://127.0.0.1:{running.port}"})
        results = road.submit([outgoing(), outgoing(message_id=8, address="nobody")]).result(timeout=20)

    assert {one.message_id: one.outcome for one in results} == {7: Outcome.SENT, 8: Outcome.FAILED}
    assert "MAIL FROM:<pagos+abcDEF123456@roble.example>" in running.commands


def test_an_empty_batch_needs_no_server() -> None:
    road = open_transport("smtp", environment={"ACUERDO_SMTP_URL": "smtp://127.0.0.1:9"})

    assert road.submit([]).result(timeout=5) == []


def test_providers_are_known_by_their_folders() -> None:
    assert sorted(providers()) == ["sandbox", "smtp"]
    assert provider_for("email", environment={}).name == "sandbox"
    assert provider_for("email", environment={"ACUERDO_EMAIL_PROVIDER": "smtp"}).name == "smtp"
    with pytest.raises(UnknownProvider, match="there are: sandbox"):
        provider_for("sms", environment={"ACUERDO_SMS_PROVIDER": "smtp"})
    with pytest.raises(UnknownProvider):
        open_transport("pigeon", environment={})


def test_the_sandbox_refuses_addresses_that_begin_with_bounce() -> None:
    road = open_transport("sandbox", environment={})

    results = road.submit([outgoing(), outgoing(message_id=8, address="bounce@x.example")]).result(timeout=5)

    assert [(one.outcome, one.is_delivered) for one in results] == [(Outcome.SENT, True), (Outcome.FAILED, False)]
