"""`make test`: all tests, and the coverage of every rule and operation (branches included)."""

from __future__ import annotations

import os
import sys

from tools.steps import run_steps

# STYLE: 100 % where decisions are made and data is written; elsewhere sense, not a number.
# Measured to a tenth of a percent: what a process keeps may be made in a test that is not followed (tests/conftest.py).
LEAST = "99.9"
COVERED = ("*/rules.py", "*/rules/*", "*/operations.py", "*/operations/*")


def main() -> int:
    """Run the tests on all cores; arguments are handed to pytest."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser driver runs an event loop beside the ORM
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # our programs are started often: they are compiled once
    arguments = sys.argv[1:]
    tests = ["pytest", "-q", "-n", "auto", "--dist", "worksteal", "--cov", "--cov-report=", *arguments]
    steps = [("tests", tests)]
    if not arguments:
        report = ["coverage", "report", f"--include={','.join(COVERED)}", "--precision=2", f"--fail-under={LEAST}"]
        steps.append(("coverage of rules and operations", report))
    return run_steps(steps)


if __name__ == "__main__":
    sys.exit(main())
