"""`acuerdo demo`: fill a believable portfolio once, then run everything; the simulated debtors go on living."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection

from acuerdo.cli.command import DONE, WrongInput
from acuerdo.cli.command import Command as OurCommand
from acuerdo.cli.listening import free_place
from acuerdo.cli.migrations import pending_migrations
from acuerdo.cli.progress import Progress
from acuerdo.insights.operations import fold
from acuerdo.kernel import clock
from acuerdo.portfolio.queries import creditors_of
from acuerdo.simulation.demo.creditors import CREDITORS
from acuerdo.simulation.demo.seed import LOGINS, PASSWORD, fill

# At which share of the filling the planner looks at how the tables have grown: nobody else has time to tell it.
LOOKS = (0.05, 0.15, 0.4, 0.7, 1.0)


class Command(OurCommand):
    """Fills an empty database with three fictitious creditors and ninety lived days, then starts web and worker."""

    help = "Fill a believable portfolio (once) and show it: prints the addresses and logins, Ctrl-C stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="size of the portfolio; 1 is about 3,000 debtors")
        parser.add_argument("--days", type=int, default=90, help="days of history (90)")
        parser.add_argument("--no-run", action="store_true", help="fill only, start nothing")
        parser.add_argument("--host", default=None, help="address to listen on")
        parser.add_argument("--port", type=int, default=None, help="port to listen on")

    def work(self, options: Mapping[str, Any]) -> int:
        if not 0.002 <= options["scale"] <= 50:
            raise WrongInput("a scale lies between 0.002 and 50", field="--scale")
        if not 1 <= options["days"] <= 365:
            raise WrongInput("days lie between 1 and 365", field="--days")
        if not options["no_run"]:
            # Told before the minute of filling rather than after it.
            free_place(host=options["host"], port=options["port"])
        if pending_migrations():
            self.say("Bringing the database up to date …")
            call_command("migrate", verbosity=0, interactive=False)
        seconds = self._fill_once(options)
        self.answer({"filled": seconds is not None, "seconds": seconds, "logins": [each.email for each in LOGINS]})
        if options["no_run"]:
            return DONE
        self._tell_logins()
        os.environ |= {"ACUERDO_DEMO": "1", "ACUERDO_REQUIRE_SECOND_FACTOR": "0"}
        call_command("run", host=options["host"], port=options["port"])
        return DONE

    def _fill_once(self, options: Mapping[str, Any]) -> float | None:
        known = {line.reference for line in creditors_of(user_id=0, sees_all=True)}
        if known - {each.reference for each in CREDITORS}:
            raise WrongInput(
                "this database holds creditors that are not the demo's. Start the demo with another ACUERDO_HOME "
                "(or DATABASE_URL), for example: ACUERDO_HOME=.acuerdo-demo acuerdo demo"
            )
        if known and _is_filled():
            return None
        if known:
            self.say("The last filling was interrupted: beginning anew …")
            call_command("flush", verbosity=0, interactive=False)
        return self._fill(options)

    def _fill(self, options: Mapping[str, Any]) -> float:
        started = clock.now()
        self.say(f"Living through {options['days']} days with simulated debtors …")
        progress = Progress(total=100, unit="%", stream=sys.stderr)
        done = 0
        folder = settings.ACUERDO_HOME / "demo"
        with connection.cursor() as cursor:
            # Made-up data that a second start would make again: no need to wait for the disk at every commit.
            cursor.execute("SET synchronous_commit TO off")
            # A rough count serves so few rows as well, and is made five times.
            cursor.execute("SET default_statistics_target TO 20")
        # Everything made so far stays to the end: the collector need not look at it time and again.
        gc.freeze()
        unseen = list(LOOKS)
        for step in fill(now=started, days=options["days"], scale=options["scale"], folder=folder):
            progress.advance(int(step.share * 100) - done)
            done = int(step.share * 100)
            if step.share > unseen[0]:
                unseen.pop(0)
                _analyze()
        fold()
        progress.close()
        gc.unfreeze()
        _analyze()
        seconds = round((clock.now() - started).total_seconds(), 1)
        self.say(f"Filled in {seconds:.0f} s.")
        return seconds

    def _tell_logins(self) -> None:
        self.say(f"\nSign in with any of these, password {PASSWORD}:")
        for login in LOGINS:
            self.say(f"  {login.email:<20} {login.role.label}")
        self.say("")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _is_filled() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM kernel_auditentry WHERE action = 'simulation.demo.filled' LIMIT 1")
        return cursor.fetchone() is not None
