"""Background work of the portfolio: an import is one job, whatever its size."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(queue="imports", name="portfolio.run_import")
def run_import(*, import_id: int, language: str = "es") -> None:
    from acuerdo.kernel import clock
    from acuerdo.portfolio.operations.background import run_in_background

    run_in_background(import_id=import_id, language=language, clock=clock.now)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", name="portfolio.fail_interrupted", queueing_lock="portfolio.fail_interrupted")
def fail_interrupted(timestamp: int) -> None:
    from acuerdo.kernel import clock
    from acuerdo.portfolio import operations

    operations.fail_interrupted(now=clock.now())
