"""The portal's first page, beside a bare Django view that runs the same queries on the same server."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import Any

import polars as pl
from django.http import HttpResponse

from acuerdo.cases.operations import sync_cases
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portal.session import COOKIE, Visitor, let_in
from acuerdo.portfolio.models import Creditor, Debt, Debtor
from benchmarks.sites.serving import served

SIZES = {"default": 4_000, "quick": 400}
CONNECTIONS = 8
# The load of our goal, in requests a second, and connections enough that none is waited for.
RATE, RATE_CONNECTIONS = 200, 32
# As many as `acuerdo web` starts.
PROCESSES = 2
DUE = datetime(2026, 5, 1, tzinfo=UTC).date()
SITE = "benchmarks.sites.portal:application"


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Ask for each page `size` times over kept-open connections, then at a steady rate; the slowest hundredth counts.

    The first reading keeps one process busy and compares rates; the second keeps to the rate of the goal.
    """
    cookie = _cookie(_person())
    with served(SITE) as port:
        cookie = _as_browser(port, cookie)
        for address in ("/my/", "/bare"):
            _busy(port, address, cookie, CONNECTIONS * 4)
        bare, ours = (_busy(port, address, cookie, size) for address in ("/bare", "/my/"))
    with served(SITE, workers=PROCESSES) as port:
        for address in ("/my/", "/bare"):
            _at_rate(port, address, cookie, RATE)
        turns = max(1, size // 2)
        calm_bare, calm = (_at_rate(port, address, cookie, turns) for address in ("/bare", "/my/"))
    return [
        {
            "name": "portal page", "ours": round(size / ours[0]), "unit": "pages/s", "limit": round(size / bare[0]),
            "limit_name": "bare Django view, same queries", "ratio": round(bare[0] / ours[0], 2), "size": size,
            "p50_ms": ours[1], "p99_ms": ours[2], "bare_p99_ms": bare[2],
        },
        {
            # Where fewer are answered than asked for, the machine did not keep up, and they queued ever longer.
            "name": f"portal page at {RATE} requests/s", "ours": calm[2], "unit": "ms (p99)", "limit": calm_bare[2],
            "limit_name": "bare Django view", "ratio": round(calm_bare[2] / calm[2], 2), "size": turns,
            "p50_ms": calm[1], "answered_per_s": round(turns / calm[0]),
            "bare_answered_per_s": round(turns / calm_bare[0]),
        },
    ]  # fmt: skip


def _person() -> Debtor:
    now = clock.now()
    creditor = Creditor.objects.create(
        reference="bench", name="Banco Roble", legal_name="Banco Roble, S.A.", brand_initials="BR",
        phone="+34910000000", created_at=now,
    )  # fmt: skip
    debtor = Debtor.objects.create(name="Carla Núñez", given_name="Carla", created_at=now)
    for number in range(3):
        Debt.objects.create(
            creditor=creditor, debtor=debtor, reference=f"D-{number}", product="Tarjeta", currency="EUR",
            original_cents=30_000, principal_cents=24_000, due_date=DUE, created_at=now,
        )  # fmt: skip
    pairs = pl.DataFrame({"creditor_id": [creditor.pk], "debtor_id": [debtor.pk]})
    sync_cases(pairs=pairs, actor=SYSTEM, now=now)
    return debtor


def _cookie(debtor: Debtor) -> str:
    stamp = int(clock.now().timestamp())
    creditor_id = Creditor.objects.values_list("pk", flat=True).get()
    response = HttpResponse()
    let_in(response, Visitor(debtor.pk, creditor_id, 1, "es", stamp, stamp))
    jar: SimpleCookie = response.cookies
    return f"{COOKIE}={jar[COOKIE].value}"


def _as_browser(port: int, cookie: str) -> str:
    """Add what the site gives on the first page: a visitor who answered the question has it since then."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/my/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    given = SimpleCookie(answer.getheader("Set-Cookie"))
    connection.close()
    return "; ".join([cookie, *(f"{name}={each.value}" for name, each in given.items())])


def _busy(port: int, address: str, cookie: str, times: int) -> tuple[float, float, float]:
    """Each connection asks again as soon as it is answered."""
    share = max(1, times // CONNECTIONS)
    return _together(CONNECTIONS, lambda _: _ask(port, address, cookie, [0.0] * share))


def _at_rate(port: int, address: str, cookie: str, times: int) -> tuple[float, float, float]:
    """Ask whether or not earlier ones were answered: who waits for a free connection waits since it was their turn."""
    started = time.perf_counter()
    turns = [started + number / RATE for number in range(times)]
    return _together(RATE_CONNECTIONS, lambda first: _ask(port, address, cookie, turns[first::RATE_CONNECTIONS]))


def _together(connections: int, ask: Callable[[int], list[float]]) -> tuple[float, float, float]:
    started = time.perf_counter()
    pool = ThreadPoolExecutor(connections)
    try:
        parts = list(pool.map(ask, range(connections)))
    finally:
        # Broken off, they end with the server, which waits for nobody.
        pool.shutdown(wait=False, cancel_futures=True)
    total = time.perf_counter() - started
    waited = sorted(each for part in parts for each in part)
    return total, round(waited[len(waited) // 2] * 1_000, 1), round(waited[int(len(waited) * 0.99)] * 1_000, 1)


def _ask(port: int, address: str, cookie: str, turns: Sequence[float]) -> list[float]:
    """Ask once each turn, at once if it has passed; gives how long each waited for its answer since its turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    waited = []
    for turn in turns:
        time.sleep(max(0.0, turn - time.perf_counter()))
        started = turn or time.perf_counter()
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        waited.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
    connection.close()
    return waited
