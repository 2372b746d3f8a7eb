"""Messages as mails over SMTP."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import lru_cache

from acuerdo.channels.providers.smtp.client import SmtpClient
from acuerdo.channels.providers.smtp.connection import Envelope
from acuerdo.channels.providers.smtp.settings import settings_of
from acuerdo.channels.rules.mime import BadAddress, check_address, date_header, write_email
from acuerdo.channels.rules.outgoing import Delivery, Outcome, Outgoing, Provider, Transport


class SmtpTransport:
    """Writes mails and sends them. An address that no mail can be sent to fails here, for good."""

    def __init__(self, client: SmtpClient) -> None:
        self._client = client

    def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
        envelopes: list[Envelope] = []
        unwritable: list[Delivery] = []
        date = date_header(batch[0].at) if batch else ""
        for message in batch:
            try:
                envelopes.append(_envelope(message, date))
            except BadAddress as fault:
                unwritable.append(Delivery(message.message_id, Outcome.FAILED, detail=str(fault)))
        sent = self._client.send(envelopes)
        if not unwritable:
            return sent
        both: Future[list[Delivery]] = Future()
        sent.add_done_callback(lambda done: both.set_result([*unwritable, *done.result()]))
        return both


def _envelope(message: Outgoing, date: str) -> Envelope:
    # The token in the return path tells bounces apart even where the report quotes nothing.
    local, _, domain = _sender(message.sender_address)
    return Envelope(
        message_id=message.message_id,
        sender=f"{local}+{message.token}@{domain}",
        recipient=check_address(message.address),
        payload=write_email(message, date=date),
        is_dotless=True,
    )


@lru_cache(maxsize=1024)
def _sender(address: str) -> tuple[str, str, str]:
    return check_address(address).rpartition("@")


def _open(environment: Mapping[str, str]) -> Transport:
    return SmtpTransport(SmtpClient(settings_of(environment)))


PROVIDER = Provider(name="smtp", channels=("email",), open=_open, per_second=500.0)
