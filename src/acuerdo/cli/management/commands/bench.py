"""`acuerdo bench`: our figure, the raw limit measured in the same run, and their ratio."""

from __future__ import annotations

import inspect
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection

from acuerdo.cli.command import DONE, Command, WrongInput

# Benchmarks travel with the source, not with the installed package.
ROOT = Path(__file__).resolve().parents[5]


class Command(Command):  # type: ignore[no-redef]  # Django finds commands by this name
    help = "Measure what we promise, beside the raw limit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks (default: all)")
        parser.add_argument("--size", type=int, help="work items, where the benchmark has a size")

    def work(self, options: Mapping[str, Any]) -> int:
        known = _known()
        unknown = sorted(set(options["names"]) - set(known))
        if unknown:
            raise WrongInput(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(known)}", field="NAME")
        if options["size"] is not None and options["size"] < 1:
            raise WrongInput("a size is a whole number from 1", field="--size")
        for name in options["names"] or known:
            self._measure(name, options["size"])
        return DONE

    def _measure(self, name: str, size: int | None) -> None:
        run = import_module(f"benchmarks.{name}").run
        wants_size = size is not None and "size" in inspect.signature(run).parameters
        self.warn(f"{name} …")
        started = time.perf_counter()
        with scratch_database(f"acuerdo_bench_{os.getpid()}"):
            found = run(size=size) if wants_size else run()
        seconds = round(time.perf_counter() - started, 1)
        for figure in found if isinstance(found, list) else [found]:
            self.answer({"benchmark": name, **figure, "seconds_in_all": seconds})
            self.say(_line(figure))


def _known() -> list[str]:
    folder = ROOT / "benchmarks"
    if not folder.is_dir():
        raise WrongInput("benchmarks come with the source of Acuerdo, not with the installed package", file=folder)
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return sorted(path.stem for path in folder.glob("[a-z]*.py"))


@contextmanager
def scratch_database(name: str) -> Iterator[None]:
    """Give Django and child processes an empty, migrated database beside the real one; drop it afterwards."""
    settings, usual = connection.settings_dict, connection.settings_dict["NAME"]
    outer = os.environ.get("DATABASE_URL")
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connection.close()
    settings["NAME"] = name
    os.environ["DATABASE_URL"] = _url(settings)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        settings["NAME"] = usual
        os.environ.pop("DATABASE_URL")
        if outer is not None:
            os.environ["DATABASE_URL"] = outer
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _url(settings: Mapping[str, Any]) -> str:
    query = urlencode({"host": settings["HOST"], "port": settings["PORT"] or "5432"})
    account = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else settings["USER"]
    return f"postgresql://{account}@/{settings['NAME']}?{query}"


def _line(figure: Mapping[str, Any]) -> str:
    ratio = f"{figure['ratio']:.2f}" if figure.get("ratio") is not None else "–"
    ours, limit = _number(figure["ours"]), _number(figure.get("limit"))
    return f"{figure['name']}: {ours} {figure['unit']}; {figure.get('limit_name', 'limit')}: {limit}; ratio {ratio}"


def _number(value: Any) -> str:
    return f"{value:,.4g}" if isinstance(value, float) and value < 1_000 else f"{value:,.0f}" if value else "–"
