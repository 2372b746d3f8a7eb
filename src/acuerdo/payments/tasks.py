"""Background work of payments."""

from __future__ import annotations

from procrastinate.contrib.django import app

from acuerdo.kernel import clock


@app.periodic(cron="20 * * * *")
@app.task(queue="payments", queueing_lock="payments.check_promises")
def check_promises(timestamp: int) -> None:
    """Break promises whose day and grace have passed; hourly, for creditors in all time zones."""
    from acuerdo.payments import operations

    operations.check_promises(now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="payments", queueing_lock="payments.expire_offers")
def expire_offers(timestamp: int) -> None:
    """End offers whose time is over, so that strategies may go on."""
    from acuerdo.payments import operations

    operations.expire_offers(now=clock.now())


@app.task(queue="payments")
def deliver_sandbox_webhook(*, body: str) -> None:
    """Call ourselves late, as a real provider may: the body is signed at delivery."""
    from acuerdo.payments import operations
    from acuerdo.payments.providers.sandbox.transport import SIGNATURE, signed

    now = clock.now()
    headers = {SIGNATURE: signed(body.encode(), at=now)}
    operations.receive_webhook(provider="sandbox", body=body.encode(), headers=headers, now=now)
