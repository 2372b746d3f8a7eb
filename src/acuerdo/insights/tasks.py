"""Background work of insights."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queue="insights", name="insights.fold", queueing_lock="insights.fold")
def fold(timestamp: int) -> None:
    from acuerdo.insights import operations

    operations.fold()
