"""Background work of compliance."""

from __future__ import annotations

from procrastinate.contrib.django import app

from acuerdo.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(queue="compliance", queueing_lock="compliance.expire_holds")
def expire_holds(timestamp: int) -> None:
    """Lift holds whose time is over, so that facts and strategies follow within the minute."""
    from acuerdo.compliance import operations

    operations.expire_holds(now=clock.now())
