"""Background work of cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from acuerdo.kernel import clock


@app.periodic(cron="5 * * * *")
@app.task(queue="cases", queueing_lock="cases.refresh_stages")
def refresh_stages(timestamp: int) -> None:
    """Move cases whose day has come; hourly, because midnight comes at another hour in every time zone."""
    from acuerdo.cases import operations

    operations.refresh_stages(now=clock.now())
