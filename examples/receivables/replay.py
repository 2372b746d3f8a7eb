"""Replay the calendar of a real receivables file through the whole product, with a moved clock.

    python examples/receivables/replay.py ibm_accounts_receivable.csv [--until 2012-06-30] [--json]

Each day: settlements of that day arrive as payments, then the invoices of that day are imported, then the strategy
runs and its reminders leave through the sandbox. Prints per month what was open, reminded, settled after a reminder,
and the contacts per channel; then proves what must never happen. Uses a database of its own, dropped afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent))
MADRID = ZoneInfo("Europe/Madrid")
# The bank's file is read before work begins; reminders leave in two rounds of an office day.
SETTLED_AT, IMPORTED_AT = wall_time(8, 0), wall_time(8, 30)
ROUNDS = (wall_time(10, 0), wall_time(16, 30))


@dataclass(slots=True)
class Month:
    """One line of the answer."""

    month: str
    open: int = 0
    reminded: int = 0
    settled: int = 0
    settled_after_reminder: int = 0
    contacts: dict[str, int] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="ibm_accounts_receivable.csv")
    parser.add_argument("--until", type=date.fromisoformat, default=None, help="last day, such as 2012-06-30")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.file.is_file():
        sys.stderr.write(f"{options.file}: there is no such file\n")
        return 2
    with _database():
        answer = replay(options.file, until=options.until)
    if options.json:
        sys.stdout.write(json.dumps(answer) + "\n")
    else:
        _print(answer)
    return 1 if answer["breaches"] or any(answer["must_be_zero"].values()) else 0


@contextmanager
def _database() -> Iterator[None]:
    """A server and a database of its own, so that nothing of yours is touched."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.settings")
    with tempfile.TemporaryDirectory(prefix="receivables-") as home:
        os.environ["ACUERDO_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        from acuerdo.embedded import Server

        server = Server(Path(home))
        server.join()
        try:
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connection

            call_command("migrate", verbosity=0)
            yield
            connection.close()
        finally:
            server.leave()


def replay(path: Path, *, until: date | None) -> dict[str, object]:
    """Run the whole calendar in the current, empty database; returns months, checks and seconds."""
    # Django has to be set up before anything of the product is imported.
    from receivables_world import World

    started = time.perf_counter()
    world = World.prepare(path)
    last = min(until or world.file.last, world.file.last)
    months: list[Month] = []
    day = world.file.first
    while day <= last:
        if not months or months[-1].month != f"{day:%Y-%m}":
            months.append(Month(f"{day:%Y-%m}"))
        month = months[-1]
        settled = world.settle(day, _at(day, SETTLED_AT))
        month.settled += len(settled)
        month.settled_after_reminder += len(settled & world.reminded)
        world.receive(day, _at(day, IMPORTED_AT))
        if day.weekday() < 5:
            for at in ROUNDS:
                sent, invoices = world.round(_at(day, at))
                month.contacts = dict(Counter(month.contacts) + sent)
                month.reminded += len(invoices - world.reminded)
                world.reminded |= invoices
        if day.day == monthrange(day.year, day.month)[1] or day == last:
            month.open = world.file.open_at_end_of(day)
        day += timedelta(days=1)
    checks = world.checks()
    breaches = world.breaches()
    return {
        "months": [asdict(month) for month in months],
        "contacts": dict(sum((Counter(month.contacts) for month in months), Counter())),
        "must_be_zero": checks,
        "breaches": breaches,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _at(day: date, at: wall_time) -> datetime:
    return datetime.combine(day, at, tzinfo=MADRID).astimezone(UTC)


def _print(answer: dict[str, object]) -> None:
    out = sys.stdout.write
    out(f"{'month':<9}{'open':>7}{'reminded':>10}{'settled':>9}{'after reminder':>16}   contacts\n")
    for month in answer["months"]:
        contacts = ", ".join(f"{name} {count}" for name, count in sorted(month["contacts"].items())) or "none"
        out(
            f"{month['month']:<9}{month['open']:>7}{month['reminded']:>10}{month['settled']:>9}"
            f"{month['settled_after_reminder']:>16}   {contacts}\n"
        )
    out("\nWhat must never happen:\n")
    for name, count in answer["must_be_zero"].items():
        out(f"  {name}: {count}\n")
    out(f"  breaches found by compliance replay: {answer['breaches']}\n{answer['seconds']} s\n")


if __name__ == "__main__":
    sys.exit(main())
