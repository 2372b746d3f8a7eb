"""Texts sent to the one who writes them, to be seen in a real mailbox before any debtor sees them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from acuerdo.channels.operations import Trial, send_trial
from acuerdo.channels.operations.trials import TRIAL_TOKEN
from acuerdo.content.rules.encoding import quoted_printable
from acuerdo.content.rules.tokens import SAMPLE_LINK
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor, Entry
from acuerdo.portfolio.queries import senders

# In front of the subject: a test that is passed on must not be taken for a demand.
_FLAGS = {"es": "[Prueba]", "en": "[Test]"}


def send_test(
    *,
    template_id: int,
    creditor_id: int,
    to: str,
    language: str,
    subject: str,
    html: str,
    text: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Send a finished e-mail to a member of staff in a creditor's name, by the transport that debtors' mails take.

    No gate, no outbox, no contact is written down; only the audit log tells of it. Raises CannotSendTrial.
    """
    name, address, _sms = senders([creditor_id])[creditor_id]
    trial = Trial(
        channel="email",
        address=to,
        sender_name=name,
        sender_address=address,
        subject=f"{_FLAGS.get(language, _FLAGS['en'])} {' '.join(subject.split())}",
        html=quoted_printable(_at_home(html)).encode("ascii"),
        text=quoted_printable(_at_home(text)).encode("ascii"),
    )
    # Outside of any transaction: the network may take its time.
    send_trial(trial, now=now)
    with transaction.atomic():
        entry = Entry(
            action="content.template.tried",
            obj_type="content.Template",
            obj_id=template_id,
            actor=actor,
            creditor_id=creditor_id,
            after={"language": language},
        )
        audit.record(entry, at=now)


def _at_home(text: str) -> str:
    """Links of samples lead to the page of ours that says that they belong to a test."""
    return text.replace(SAMPLE_LINK, f"{settings.ACUERDO_BASE_URL}/p/{TRIAL_TOKEN}")
