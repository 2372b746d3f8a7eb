"""Background work of segments."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="40 3 * * *")
@app.task(queue="segments", name="segments.record_sizes", queueing_lock="segments.record_sizes")
def record_sizes(timestamp: int) -> None:
    """Write down the size of every segment, at night when nobody counts."""
    from acuerdo.kernel import clock
    from acuerdo.segments import operations

    operations.record_sizes(now=clock.now())
