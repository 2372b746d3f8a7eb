"""PostgreSQL refuses to run as root; then it runs as a user without rights, and owns its own folder only."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "acuerdo-db"


@dataclass(frozen=True)
class Account:
    """Who the server runs as."""

    uid: int
    gid: int


def account_for_server() -> Account | None:
    """Return whom to run as, making that user if needed; None if we are not root and run it as ourselves."""
    if os.geteuid() != 0:
        return None
    entry = _entry(ACCOUNT)
    if entry is None and (program := shutil.which("useradd")):
        command = [program, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)
        entry = _entry(ACCOUNT)
    entry = entry or pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def let_in(account: Account, *, to: Iterable[Path]) -> None:
    """Let others pass through (not list) the folders above these paths: what the server needs to reach its files."""
    for path in to:
        for folder in path.resolve().parents:
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH and folder.stat().st_uid != account.uid:
                folder.chmod(mode | stat.S_IXOTH)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
