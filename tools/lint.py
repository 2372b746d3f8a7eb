"""`make lint`: everything a machine can say about the code without running it."""

from __future__ import annotations

import sys

from tools.steps import ROOT, run_steps

PYTHON = ("src", "tests", "tools", "benchmarks")


def main() -> int:
    """Run all checks; returns 0 if none complains."""
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.html"))
    there = [name for name in PYTHON if (ROOT / name).is_dir()]
    return run_steps(
        [
            ("style", ["ruff", "check", *there]),
            ("shape", ["ruff", "format", "--check", *there]),
            ("types", ["mypy"]),
            ("who imports whom", ["lint-imports", "--no-logo"]),
            ("templates", ["djade", "--check", "--target-version", "5.2", *templates]),
            ("spelling", ["typos"]),
            ("translations", ["python", "-m", "tools.messages", "check"]),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
