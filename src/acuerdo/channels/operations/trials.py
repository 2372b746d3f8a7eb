"""One message to ourselves: the way that all messages go, and beside every book that is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import uuid4

from django.conf import settings

from acuerdo.channels.providers import open_transport, provider_for
from acuerdo.channels.rules.outgoing import Outcome, Outgoing, Transport

# Somebody waits before the screen.
_PATIENCE_SECONDS = 20.0
# Where the links of a trial lead: to the page that says so.
TRIAL_TOKEN = "test"  # noqa: S105  no secret, but the place of one


@dataclass(frozen=True, slots=True)
class Trial:
    """A finished text for a member of staff. E-mail bodies are quoted-printable; an SMS has `text` only."""

    channel: str
    address: str
    sender_name: str
    sender_address: str
    subject: str
    html: bytes
    text: bytes


class CannotSendTrial(Exception):
    """The provider did not take it; the message says why."""


def send_trial(trial: Trial, *, now: datetime) -> None:
    """Hand one message to the provider that carries its channel, and wait for its answer.

    No row is written: it is no contact with a debtor, counts for no limit, and nothing about it is tracked. Raises
    CannotSendTrial, UnknownProvider.
    """
    outgoing = Outgoing(
        message_id=0,
        channel=trial.channel,
        address=trial.address,
        sender_name=trial.sender_name,
        sender_address=trial.sender_address,
        subject=trial.subject,
        html=trial.html,
        text=trial.text,
        # Mail programs hide the second mail of the same Message-ID.
        token=f"{TRIAL_TOKEN}-{uuid4().hex[:12]}",
        unsubscribe_url=f"{settings.ACUERDO_BASE_URL}/u/{TRIAL_TOKEN}",
        at=now,
    )
    try:
        (delivery,) = _transport(provider_for(trial.channel).name).submit([outgoing]).result(timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        raise CannotSendTrial("the provider did not answer") from None
    if delivery.outcome is not Outcome.SENT:
        raise CannotSendTrial(delivery.detail or delivery.outcome.value)


@cache
def _transport(provider: str) -> Transport:
    # Kept open: a mail client is a thread with connections of its own.
    return open_transport(provider)
