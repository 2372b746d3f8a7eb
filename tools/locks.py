"""`make locks`: write requirements/*.txt from pyproject.toml, with hashes and without any address."""

from __future__ import annotations

import sys

from tools.steps import run_steps

OPTIONS = (
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
    *("--universal", "--python-version", "3.11", "--quiet", "--upgrade"),
)


def main() -> int:
    """Write both lock files; returns 0 if that worked."""
    compile_ = ["uv", "pip", "compile", *OPTIONS, "pyproject.toml"]
    return run_steps(
        [
            ("what runs", [*compile_, "--output-file", "requirements/base.txt"]),
            ("what we develop with", [*compile_, "--group", "dev", "--output-file", "requirements/dev.txt"]),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
