"""Takes every message and says it was delivered; the sandbox page shows it from the message row."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from acuerdo.channels.rules.outgoing import Delivery, Outcome, Outgoing, Provider, Transport

# Addresses that behave badly on purpose, so that bounces and failures can be tried out by hand.
BOUNCING = "bounce"


class SandboxTransport:
    """Delivers into the sandbox. Addresses that begin with `bounce` are refused, like an unknown mailbox."""

    def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
        done: Future[list[Delivery]] = Future()
        done.set_result([_deliver(message) for message in batch])
        return done


def _deliver(message: Outgoing) -> Delivery:
    if message.address.startswith(BOUNCING):
        return Delivery(message.message_id, Outcome.FAILED, detail="550 5.1.1 no such mailbox (sandbox)")
    return Delivery(message.message_id, Outcome.SENT, reference=f"sandbox-{message.message_id}", is_delivered=True)


def _open(_environment: Mapping[str, str]) -> Transport:
    return SandboxTransport()


PROVIDER = Provider(name="sandbox", channels=("email", "sms"), open=_open, per_second=100_000.0)
