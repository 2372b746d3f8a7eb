"""The portal's first page, beside a bare Django view that runs the same queries on the same server."""

from __future__ import annotations

import http.client
import time
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
DUE = datetime(2026, 5, 1, tzinfo=UTC).date()


def run(*, size: int = SIZES["default"]) -> dict[str, Any]:
    """Ask for each page `size` times over kept-open connections; the slowest hundredth counts too."""
    cookie = _cookie(_person())
    with served("benchmarks.sites.portal:application") as port:
        _ask(port, "/my/", cookie, CONNECTIONS * 4)
        _ask(port, "/bare", cookie, CONNECTIONS * 4)
        bare = _ask(port, "/bare", cookie, size)
        ours = _ask(port, "/my/", cookie, size)
    return {
        "name": "portal page", "ours": round(size / ours[0]), "unit": "pages/s", "limit": round(size / bare[0]),
        "limit_name": "bare Django view, same queries", "ratio": round(bare[0] / ours[0], 2), "size": size,
        "p50_ms": ours[1], "p99_ms": ours[2], "bare_p99_ms": bare[2],
    }  # fmt: skip


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


def _ask(port: int, address: str, cookie: str, times: int) -> tuple[float, float, float]:
    share = times // CONNECTIONS
    started = time.perf_counter()
    pool = ThreadPoolExecutor(CONNECTIONS)
    try:
        parts = list(pool.map(lambda _: _one(port, address, cookie, share), range(CONNECTIONS)))
    finally:
        # Broken off, they end with the server, which waits for nobody.
        pool.shutdown(wait=False, cancel_futures=True)
    total = time.perf_counter() - started
    waited = sorted(each for part in parts for each in part)
    return total, round(waited[len(waited) // 2] * 1_000, 1), round(waited[int(len(waited) * 0.99)] * 1_000, 1)


def _one(port: int, address: str, cookie: str, times: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    waited = []
    for _ in range(times):
        started = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        waited.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
    connection.close()
    return waited
