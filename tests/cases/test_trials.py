"""A text sent to the one who writes it: by the transport of all mails, and written into no book but the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from django.conf import settings

from acuerdo.cases.operations.trials import send_test
from acuerdo.channels.models import Message
from acuerdo.channels.operations import CannotSendTrial, trials
from acuerdo.channels.rules.outgoing import Delivery, Outcome, Outgoing
from acuerdo.compliance.models import Contact
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from tests import factories
from tests.factories import NOW

BEN = Actor(kind="user", id=1, name="Ben Costa")


class Mailbox:
    """Stands for a provider: keeps what it is given, and answers what it is told to."""

    def __init__(self, outcome: Outcome | None = Outcome.SENT, detail: str = "") -> None:
        self.got: list[Outgoing] = []
        self.outcome, self.detail = outcome, detail

    def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
        self.got += batch
        answer: Future[list[Delivery]] = Future()
        if self.outcome is not None:
            answer.set_result([Delivery(one.message_id, self.outcome, detail=self.detail) for one in batch])
        return answer


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    kept = Mailbox()
    monkeypatch.setattr(trials, "_transport", lambda _name: kept)
    return kept


def send(creditor: Any, language: str = "es") -> None:
    send_test(
        template_id=7, creditor_id=creditor.pk, to="ben@acuerdo.example", language=language, subject="Su\npago",
        html="<p>Añada</p>", text="https://example.org/p/7Xk2mQ?pay", actor=BEN, now=NOW,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "flag"), [("es", "[Prueba]"), ("en", "[Test]"), ("pt", "[Test]")])
def test_send_test_goes_the_way_of_all_mails_flagged_and_in_the_creditors_name(
    mailbox: Mailbox, language: str, flag: str
) -> None:
    roble = factories.creditor()

    send(roble, language)

    (mail,) = mailbox.got
    assert (mail.address, mail.subject, mail.sender_name) == ("ben@acuerdo.example", f"{flag} Su pago", roble.name)
    assert (mail.html, mail.text) == (
        b"<p>A=C3=B1ada</p>",
        f"{settings.ACUERDO_BASE_URL}/p/test?pay".encode(),
    )
    assert mail.token.startswith("test-")
    assert mail.unsubscribe_url.endswith("/u/test")


@pytest.mark.django_db
def test_send_test_writes_nothing_but_the_audit_log(mailbox: Mailbox) -> None:
    roble = factories.creditor()

    send(roble)

    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)
    entry = AuditEntry.objects.get(action="content.template.tried")
    assert (entry.obj_id, entry.actor_name, entry.creditor_id) == (7, "Ben Costa", roble.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "detail", "words"),
    [
        (Outcome.FAILED, "550 no such mailbox", "550 no such mailbox"),
        (Outcome.UNCERTAIN, "", "uncertain"),
        (None, "", "the provider did not answer"),
    ],
)
def test_send_test_tells_why_it_was_not_taken_and_writes_nothing(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, outcome: Outcome | None, detail: str, words: str
) -> None:
    monkeypatch.setattr(trials, "_PATIENCE_SECONDS", 0.01)
    mailbox.outcome, mailbox.detail = outcome, detail

    with pytest.raises(CannotSendTrial, match=words):
        send(factories.creditor())

    assert not AuditEntry.objects.filter(action="content.template.tried").exists()


@pytest.mark.django_db
def test_send_test_reaches_the_sandbox_without_any_setting() -> None:
    trials._transport.cache_clear()

    send(factories.creditor())

    assert AuditEntry.objects.filter(action="content.template.tried").count() == 1
