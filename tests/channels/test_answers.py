"""Links, answers, bounces, uncertain messages, and the check that finds what is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from acuerdo.channels.models import Message, MessageEvent
from acuerdo.channels.operations import (
    Happening,
    LinkRefused,
    NotUncertain,
    last_message_to,
    mark_not_sent,
    mark_sent,
    open_link,
    queue_messages,
    receive_bounce,
    receive_reply,
    record_events,
    record_opening,
    resolve_link,
    target_of,
    unsubscribe,
)
from acuerdo.channels.queries import (
    CONSISTENCY,
    messages_of,
    messages_to_render,
    outbox_counts,
    sandbox_people,
    uncertain_messages,
)
from acuerdo.channels.rules.links import make_token
from acuerdo.compliance.models import ConsentRecord, Contact, ContactPermission
from acuerdo.compliance.operations import revoke_links
from acuerdo.content.queries import render_message
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry, Event
from acuerdo.portfolio.models import ContactPoint
from tests.channels.outbox import carla, drain, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def sent(channel: str = "sms") -> Message:
    write([carla()], channel=channel)
    drain()
    return Message.objects.get()


def token_of(message: Message) -> str:
    return make_token(message.pk, secret=settings.SECRET_KEY)


def kinds() -> list[str]:
    return sorted(MessageEvent.objects.values_list("kind", flat=True))


def test_opening_a_link_counts_once_and_names_whose_it_is() -> None:
    message = sent()

    first = open_link(token=token_of(message), now=LATER, destination="help")
    open_link(token=token_of(message), now=LATER, destination="help")
    open_link(token=token_of(message), now=LATER, destination="nonsense")

    assert (first.debtor_id, first.creditor_id, first.case_id) == (
        message.debtor_id, message.creditor_id, message.case_id,
    )  # fmt: skip
    assert kinds() == ["clicked", "clicked", "delivered", "opened"]
    assert Event.objects.filter(kind="MessageEventsRecorded", data__kind="clicked").count() == 2


def test_a_link_ends_by_age_by_being_revoked_and_by_being_invented() -> None:
    message = sent()
    token = token_of(message)

    with pytest.raises(LinkRefused, match="expired"):
        resolve_link(token=token, now=NOW + timedelta(days=31))
    revoke_links(debtor_id=message.debtor_id, actor=SYSTEM, now=LATER)
    with pytest.raises(LinkRefused, match="revoked"):
        resolve_link(token=token, now=LATER)
    with pytest.raises(LinkRefused, match="invalid"):
        target_of(token="abc")
    with pytest.raises(LinkRefused, match="invalid"):
        target_of(token=make_token(message.pk + 1, secret=settings.SECRET_KEY))


def test_the_pixel_counts_an_opening_and_ignores_strangers() -> None:
    message = sent("email")

    record_opening(token=token_of(message), now=LATER)
    record_opening(token=token_of(message), now=LATER)
    record_opening(token="stranger", now=LATER)

    assert kinds() == ["delivered", "opened"]


def test_unsubscribing_ends_the_channel_at_once_however_old_the_link_is() -> None:
    message = sent("email")

    unsubscribe(token=token_of(message), now=NOW + timedelta(days=400))

    record = ConsentRecord.objects.get()
    assert (record.act, record.source, record.contact_point_id) == (
        "opted_out",
        "unsubscribe",
        message.contact_point_id,
    )
    assert ContactPermission.objects.get().opted_out == 1 << 7
    assert "unsubscribed" in kinds()


@pytest.mark.parametrize(("text", "stops"), [("BAJA", True), ("¿Puedo pagar el lunes?", False)])
def test_an_answer_is_kept_and_a_stop_word_ends_sms_at_once(text: str, stops: bool) -> None:
    message = sent()

    reply = receive_reply(to_message_id=message.pk, text=text, now=LATER)

    kept = Message.objects.get(direction="in")
    assert (reply.message_id, reply.stopped, kept.body, kept.status) == (kept.pk, stops, text, "received")
    assert ConsentRecord.objects.filter(act="opted_out", source="sms_stop").exists() is stops
    assert "replied" in kinds()


def test_the_same_answer_told_twice_is_one_answer() -> None:
    message = sent()

    for _ in range(2):
        receive_reply(to_message_id=message.pk, text="hola", now=LATER, provider_event="x-1")

    assert Message.objects.filter(direction="in").count() == 1


def test_a_stop_word_in_a_mail_is_left_to_a_person() -> None:
    message = sent("email")

    assert receive_reply(to_message_id=message.pk, text="baja", now=LATER).stopped is False


def test_an_answer_belongs_to_the_last_message_sent_there() -> None:
    message = sent()
    assert message.contact_point_id is not None

    assert last_message_to(contact_point_id=message.contact_point_id) == message.pk
    assert last_message_to(contact_point_id=0) is None


def _bounce(token: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    return (
        "From: mailer-daemon@mx.example\r\nTo: pagos@roble.example\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; carla@example.es\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{token}@roble.example>\r\n\r\n--b--\r\n"
    ).encode()


def test_a_returned_mail_marks_the_address_and_tells() -> None:
    message = sent("email")

    for _ in range(2):
        assert receive_bounce(raw=_bounce(token_of(message)), now=LATER) == message.pk

    assert ContactPoint.objects.get(kind="email").status == "bounced"
    assert kinds() == ["bounced", "delivered"]


def test_a_delay_leaves_the_address_as_it_is() -> None:
    message = sent("email")

    receive_bounce(raw=_bounce(token_of(message), "delayed", "4.4.1"), now=LATER)

    assert ContactPoint.objects.get(kind="email").status == "active"
    assert MessageEvent.objects.get(kind="bounced").detail == {"status": "4.4.1", "permanent": False}


def test_a_returned_mail_is_known_by_the_return_path_too() -> None:
    message = sent("email")
    raw = _bounce("x").replace(b"Message-ID", b"Subject")

    assert receive_bounce(raw=raw, now=LATER, to_address=f"pagos+{token_of(message)}@roble.example") == message.pk


def test_what_is_no_bounce_of_ours_changes_nothing() -> None:
    message = sent("email")

    assert receive_bounce(raw=b"Subject: hello\r\n\r\nhi", now=LATER) is None
    assert receive_bounce(raw=_bounce("nobody"), now=LATER) is None
    assert receive_bounce(raw=_bounce(make_token(message.pk + 9, secret=settings.SECRET_KEY)), now=LATER) is None
    assert kinds() == ["delivered"]


def test_a_person_settles_an_uncertain_message_once() -> None:
    message = sent()
    Message.objects.update(status="uncertain", sent_at=None)
    Contact.objects.update(status="uncertain")

    mark_sent(message_id=message.pk, actor=SYSTEM, now=LATER)

    with pytest.raises(NotUncertain):
        mark_not_sent(message_id=message.pk, actor=SYSTEM, now=LATER)
    assert Message.objects.get().status == "sent"
    assert Contact.objects.get().status == "made"
    assert AuditEntry.objects.filter(action="channels.message.settled").count() == 1


def test_an_uncertain_message_that_never_left_is_failed_and_not_sent_again() -> None:
    message = sent()
    Message.objects.update(status="uncertain", sent_at=None, contact_id=None)

    mark_not_sent(message_id=message.pk, actor=SYSTEM, now=LATER)
    Message.objects.update(status="uncertain")
    mark_sent(message_id=message.pk, actor=SYSTEM, now=LATER)

    assert Message.objects.get().status == "sent"


def test_lists_show_messages_and_their_texts() -> None:
    message = sent()
    reply = receive_reply(to_message_id=message.pk, text="hola", now=LATER)
    mine = [message.creditor_id]

    lines = messages_of(debtor_ids=[message.debtor_id], creditor_id=message.creditor_id)

    assert [line.id for line in lines] == [reply.message_id, message.pk]
    assert render_message(lines[0].rendered).text == "hola"
    assert messages_of(debtor_ids=[message.debtor_id], creditor_id=0) == []
    assert [one.id for one in messages_to_render([message.pk, 0])] == [message.pk]
    assert [(one.debtor_id, one.messages) for one in sandbox_people(creditor_ids=mine)] == [(message.debtor_id, 1)]
    Message.objects.filter(pk=message.pk).update(status="uncertain")
    assert [line.id for line in uncertain_messages(creditor_ids=mine)] == [message.pk]
    assert outbox_counts(creditor_ids=mine) == {"uncertain": 1}


def test_recording_nothing_or_the_unknown_tells_nobody() -> None:
    assert record_events([], now=NOW) == []
    assert record_events([Happening(999_999, "opened", NOW)], now=NOW) == []
    assert Event.objects.count() == 0


def test_queueing_nothing_gives_no_ids() -> None:
    import polars as pl

    assert queue_messages(pl.DataFrame(), now=NOW).to_list() == []


@pytest.mark.parametrize(
    ("corruption", "found"),
    [
        ("UPDATE channels_message SET sent_at = NULL", "sent message without an instant"),
        ("UPDATE channels_message SET status = 'sending', sent_at = NULL", "message on its way that no worker"),
        ("UPDATE channels_message SET claimed_by = 5", "message that nobody sends carries"),
        ("UPDATE channels_message SET contact_id = NULL", "outgoing collection message without a reservation"),
        ("UPDATE compliance_contact SET status = 'released'", "message and contact ledger disagree"),
        ("UPDATE compliance_contact SET debtor_id = debtor_id + 1", "message whose reservation is missing"),
        ("DELETE FROM compliance_contact", "message whose reservation is missing"),
        (
            "INSERT INTO channels_message SELECT (jsonb_populate_record(m, jsonb_build_object('id', m.id + 1))).* "
            "FROM channels_message m",
            "two messages on one reservation",
        ),
        ("UPDATE channels_messageevent SET debtor_id = 0", "event of a message that does not exist"),
        ("UPDATE channels_message SET template_version_id = 0", "message of a template version or to a debtor"),
    ],
)
def test_the_consistency_check_finds_what_it_guards(corruption: str, found: str) -> None:
    sent()
    with connection.cursor() as cursor:
        before = _wrong(cursor)
        cursor.execute(corruption)
        after = _wrong(cursor)

    assert before == []
    assert any(name.startswith(found) for name in after), after


def _wrong(cursor: object) -> list[str]:
    names = []
    for name, sql, _remedy in CONSISTENCY:
        cursor.execute(sql)  # type: ignore[attr-defined]  # a database cursor
        if cursor.fetchall():  # type: ignore[attr-defined]
            names.append(name)
    return names
