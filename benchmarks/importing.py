"""Import of accounts sixty columns wide, beside raw COPY and INSERT … SELECT of the same rows into the same tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.operations import CreditorTerms, create_creditor
from benchmarks.accounts import MAPPING, write_accounts
from benchmarks.accounts.raw import raw_load

SIZES = {"default": 1_000_000, "quick": 50_000}
CREDITOR = "bench"


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Import, import the same again, then load the same rows raw."""
    create_creditor(
        reference=CREDITOR, name="Bench", terms=CreditorTerms(), actor=SYSTEM, now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.csv"
        bad = write_accounts(path, size)
        (Path(folder) / "mapping.yaml").write_text(MAPPING)
        first = _import(path)
        again = _import(path)
        raw = raw_load(path)
    _check(first, again, size, bad)
    limit = size / raw["seconds"]
    return [
        {
            "name": "import",
            "ours": round(size / first["seconds"]),
            "unit": "rows/s",
            "limit": round(limit),
            "limit_name": "COPY to staging + INSERT … SELECT",
            "ratio": round(size / first["seconds"] / limit, 2),
            "size": size,
            "seconds": first["seconds"],
            "limit_seconds": round(raw["seconds"], 2),
            "limit_parts": raw["parts"],
            "peak_mb": first["peak_mb"],
            "rejected": first["rejected"],
        },
        {
            "name": "import again, unchanged",
            "ours": round(size / again["seconds"]),
            "unit": "rows/s",
            "limit": round(size / raw["parts"]["staging"]),
            "limit_name": "COPY to staging",
            "ratio": round(raw["parts"]["staging"] / again["seconds"], 2),
            "size": size,
            "seconds": again["seconds"],
            "peak_mb": again["peak_mb"],
        },
    ]


_CHILD = """
import json, resource, sys
from acuerdo.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"peak_kb": peak}))
"""


def _import(path: Path) -> dict[str, Any]:
    command = [
        sys.executable,
        "-c",
        _CHILD,
        "import",
        str(path),
        "--creditor",
        CREDITOR,
        "--mapping",
        str(path.with_name("mapping.yaml")),
        "--rejects",
        str(path.with_name("rejected.csv")),
        "--json",
    ]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if len(lines) != 2 or "error" in lines[0]:
        raise RuntimeError(done.stdout + done.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {**lines[0], "peak_mb": lines[1]["peak_kb"] // 1024, "wall": time.perf_counter() - started}


def _check(first: dict[str, Any], again: dict[str, Any], size: int, bad: int) -> None:
    assert (first["rows"], first["created"], first["rejected"]) == (size, size - bad, bad), first  # noqa: S101
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, size - bad), again  # noqa: S101
