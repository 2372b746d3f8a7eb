"""Background work of cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from acuerdo.cases.operations.catching_up import FactsLoop
from acuerdo.channels.operations import DispatchLoop
from acuerdo.content.queries import encode_messages
from acuerdo.kernel import clock

# Here, and not with the channels: it takes words (content) and roads (channels), which do not know each other.
LOOPS = (DispatchLoop(encode=encode_messages, clock=clock.now), FactsLoop())


@app.periodic(cron="5 * * * *")
@app.task(queue="cases", queueing_lock="cases.refresh_stages")
def refresh_stages(timestamp: int) -> None:
    """Move cases whose day has come; hourly, because midnight comes at another hour in every time zone."""
    from acuerdo.cases import operations

    now = clock.now()
    operations.refresh_overdue(now=now)
    operations.refresh_stages(now=now)


@app.task(queue="cases")
def send_receipts(*, payment_ids: list[int]) -> None:
    """Try receipts again that the gate had put off."""
    from acuerdo.cases.operations.receipts import send_receipts

    send_receipts(payment_ids=payment_ids, now=clock.now())
