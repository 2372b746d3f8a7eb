"""Background work of the kernel."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queue="kernel", name="kernel.seal_audit", queueing_lock="kernel.seal_audit")
def seal_audit(timestamp: int) -> None:
    """Chain what was recorded since the last minute."""
    from acuerdo.kernel import audit

    audit.seal()
