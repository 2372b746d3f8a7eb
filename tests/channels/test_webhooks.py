"""Calls to other systems: only to hosts that are allowed, signed, at least once, never for ever."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import polars as pl
import pytest

from acuerdo.channels.models import CallKey, OutgoingCall
from acuerdo.channels.operations import queue_calls, send_calls
from acuerdo.channels.operations.calls import CannotRetry, retry_call, rotate_key
from acuerdo.channels.queries import CallLine, call_detail, calls, next_call_at, sender_key, senders, signing_keys
from acuerdo.channels.rules.calls import LEASE, allowed_hosts, may_be_retried, next_attempt, signature, why_refused
from acuerdo.channels.tasks import CallLoop
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from tests.factories import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALLOWED = allowed_hosts(" Hooks.Example.com, api.example.com:8443 ,http://127.0.0.1:9000/, ")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://hooks.example.com/in?a=1", ""),
        ("https://HOOKS.example.com:443/", ""),
        ("https://api.example.com:8443/x", ""),
        ("http://127.0.0.1:9000/x", ""),
        ("https://api.example.com/x", "host_not_allowed"),
        ("https://hooks.example.com:8443/", "host_not_allowed"),
        ("https://hooks.example.com.evil.example/", "host_not_allowed"),
        ("https://169.254.169.254/latest", "host_not_allowed"),
        ("http://hooks.example.com/", "not_encrypted"),
        ("https://user:word@hooks.example.com/", "bad_address"),
        ("ftp://hooks.example.com/", "bad_address"),
        ("https:///nowhere", "bad_address"),
        ("https://hooks.example.com:port/", "bad_address"),
    ],
)
def test_only_listed_hosts_may_be_called(url: str, reason: str):
    assert why_refused(url, allowed=ALLOWED) == reason


def test_nothing_may_be_called_without_a_list():
    assert why_refused("https://hooks.example.com/", allowed=allowed_hosts("")) == "host_not_allowed"


def test_signature_is_an_hmac_over_time_and_body():
    told = signature(keys=[b"key"], body=b'{"a":1}', at=NOW)

    seconds = int(NOW.timestamp())
    digest = hmac.new(b"key", f'{seconds}.{{"a":1}}'.encode(), hashlib.sha256).hexdigest()
    assert told == f"t={seconds},v1={digest}"


def test_attempts_are_doubled_apart_and_end_after_a_day():
    waits = [next_attempt(attempts=n, queued_at=NOW, now=NOW) - NOW for n in (1, 2, 3, 8, 99)]

    assert waits == [2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 4 * HOUR, 4 * HOUR]
    assert next_attempt(attempts=12, queued_at=NOW, now=NOW + 23 * HOUR) == NOW + DAY
    assert next_attempt(attempts=13, queued_at=NOW, now=NOW + DAY) is None


@pytest.mark.parametrize(
    ("status", "again"), [(0, True), (503, True), (429, True), (404, False), (302, False), (410, False)]
)
def test_only_what_may_pass_is_tried_again(status: int, again: bool):
    assert may_be_retried(status) is again


class _Receiver(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int] = []
        self.heard: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: _Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(monkeypatch) -> Iterator[_Receiver]:
    server = _Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("ACUERDO_WEBHOOK_HOSTS", server.url)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def queued(url: str) -> OutgoingCall:
    row = {"sender": "reminder", "url": url, "body": '{"case":1}', "debtor_id": 1, "creditor_id": 1, "case_id": 1}
    queue_calls(pl.DataFrame([row]), now=NOW)
    return OutgoingCall.objects.latest("pk")


def lines(**asked: str) -> list[CallLine]:
    return list(calls(creditor_ids=[1], **asked).lines)


@pytest.mark.django_db
def test_call_is_sent_signed_and_done(receiver):
    call = queued(f"{receiver.url}/in?from=acuerdo")

    assert send_calls(now=NOW + MINUTE) == 1

    [(path, headers, body)] = receiver.heard
    assert (path, body, headers["Content-Type"]) == ("/in?from=acuerdo", b'{"case":1}', "application/json")
    assert headers["Acuerdo-Delivery"] == str(call.pk)
    assert headers["Acuerdo-Signature"] == signature(
        keys=[sender_key(sender="reminder", now=NOW).key.encode()], body=body, at=NOW + MINUTE
    )
    [line] = lines()
    assert (line.state, line.status, line.attempts, line.error) == ("done", 200, 1, "")
    assert send_calls(now=NOW + DAY) == 0
    assert next_call_at() is None


@pytest.mark.django_db
def test_fault_over_there_is_tried_again_and_a_refusal_is_not(receiver):
    queued(receiver.url)
    receiver.answers = [503, 404]

    send_calls(now=NOW)
    assert next_call_at() == NOW + 2 * MINUTE
    assert send_calls(now=NOW + MINUTE) == 0
    send_calls(now=NOW + 2 * MINUTE)

    [line] = lines()
    assert (line.state, line.status, line.attempts) == ("failed", 404, 2)


@pytest.mark.django_db
def test_redirect_is_not_followed(receiver):
    queued(receiver.url)
    receiver.answers = [302]

    send_calls(now=NOW)

    assert len(receiver.heard) == 1
    assert lines()[0].state == "failed"


@pytest.mark.django_db
def test_silence_is_given_up_after_a_day(receiver, monkeypatch):
    monkeypatch.setenv("ACUERDO_WEBHOOK_HOSTS", "http://127.0.0.1:1")
    queued("http://127.0.0.1:1/")

    send_calls(now=NOW)
    waiting = OutgoingCall.objects.get()
    assert (waiting.state, waiting.error.split(":")[0]) == ("queued", "ConnectionRefusedError")
    send_calls(now=NOW + DAY)

    assert OutgoingCall.objects.get().state == "failed"


@pytest.mark.django_db
def test_host_taken_off_the_list_is_called_no_more(receiver, monkeypatch):
    queued(receiver.url)
    monkeypatch.setenv("ACUERDO_WEBHOOK_HOSTS", "")

    send_calls(now=NOW)

    [line] = lines()
    assert (line.state, line.error, receiver.heard) == ("refused", "not_encrypted", [])


@pytest.mark.django_db
def test_refused_call_is_kept_with_its_reason(receiver):
    call = queued("https://elsewhere.example.com/")

    assert (call.state, call.error) == ("refused", "host_not_allowed")
    assert send_calls(now=NOW) == 0
    assert queue_calls(pl.DataFrame(schema={"url": pl.String}), now=NOW) == 0


@pytest.mark.django_db
def test_call_of_a_worker_that_died_is_taken_up_again(receiver):
    call = queued(receiver.url)
    OutgoingCall.objects.update(next_at=NOW + LEASE, attempts=1)

    assert send_calls(now=NOW) == 0
    assert send_calls(now=NOW + LEASE) == 1

    assert OutgoingCall.objects.get(pk=call.pk).attempts == 2


@pytest.mark.django_db
def test_loop_sends_and_says_when_to_look_again(receiver):
    queued(receiver.url)
    loop = CallLoop()

    assert loop.drain(now=NOW, worker_id=1) == NOW
    assert loop.drain(now=NOW, worker_id=1) is None


EVA = Actor(kind="user", id=1, name="Eva Sanz")


@pytest.mark.django_db
def test_calls_are_listed_by_creditor_strategy_and_state(receiver):
    waiting = queued(receiver.url)
    refused = queued("https://elsewhere.example.com/")

    assert [line.id for line in lines()] == [refused.pk, waiting.pk]
    assert [line.id for line in lines(state="queued", sender="reminder")] == [waiting.pk]
    assert (lines(sender="other"), calls(creditor_ids=[2]).total) == ([], 0)
    assert (senders(creditor_ids=[1]), senders(creditor_ids=[2])) == (["reminder"], [])
    assert call_detail(call_id=waiting.pk, creditor_ids=[1]).body == '{"case":1}'
    assert call_detail(call_id=waiting.pk, creditor_ids=[2]) is None


@pytest.mark.django_db
def test_call_given_up_is_tried_again_by_hand_for_another_day(receiver):
    call = queued(receiver.url)
    receiver.answers = [404, 503]
    send_calls(now=NOW)

    retry_call(call_id=call.pk, actor=EVA, now=NOW + 2 * DAY)
    send_calls(now=NOW + 2 * DAY)

    [line] = lines()
    assert (line.state, line.status, line.attempts, line.next_at) == ("queued", 503, 1, NOW + 2 * DAY + 2 * MINUTE)
    assert {headers["Acuerdo-Delivery"] for _, headers, _ in receiver.heard} == {str(call.pk)}
    entry = AuditEntry.objects.get(action="channels.call.retried")
    assert (entry.actor_id, entry.before) == (1, {"state": "failed", "attempts": 1, "status": 404})


@pytest.mark.django_db
def test_retry_of_what_was_taken_or_is_not_allowed_is_refused(receiver):
    done, strange = queued(receiver.url), queued("https://elsewhere.example.com/")
    send_calls(now=NOW)

    for call, reason in ((done, "done"), (strange, "host_not_allowed")):
        with pytest.raises(CannotRetry, match=reason):
            retry_call(call_id=call.pk, actor=EVA, now=NOW)

    assert not AuditEntry.objects.filter(action="channels.call.retried").exists()


@pytest.mark.django_db
def test_rotated_key_signs_beside_the_old_one_for_a_day():
    first = sender_key(sender="reminder", now=NOW)

    rotate_key(sender="reminder", actor=EVA, now=NOW)

    second = sender_key(sender="reminder", now=NOW)
    both = [second.key.encode(), first.key.encode()]
    assert (second.rotated_at, second.previous_until) == (NOW, NOW + DAY)
    assert signing_keys(["reminder", "other"], now=NOW + HOUR) == {
        "reminder": both,
        "other": [sender_key(sender="other", now=NOW).key.encode()],
    }
    assert signing_keys(["reminder"], now=NOW + DAY) == {"reminder": both[:1]}
    assert sender_key(sender="reminder", now=NOW + DAY).previous_until is None
    assert signature(keys=both, body=b"{}", at=NOW).count(",v1=") == 2
    assert CallKey.objects.get().generation == 1
    assert AuditEntry.objects.get().after == {"sender": "reminder", "generation": 1}
