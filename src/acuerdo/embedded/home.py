"""What lies where in `ACUERDO_HOME`."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote

DATABASE = "acuerdo"
USER = "acuerdo"
PORT = 5432  # names the socket file; nothing listens on the network
# sun_path of a Unix socket holds 108 bytes with the closing zero (unix(7)).
LONGEST_SOCKET_PATH = 107


def socket_folder(home: Path) -> Path:
    """Return the folder of the server's socket: inside home, or in the temporary folder if that path is too long."""
    inside = home / "socket"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"acuerdo-{digest}"


def connection_of(home: Path, *, database: str = DATABASE) -> dict[str, str]:
    """Return how to reach the embedded server, in the words of Django's `DATABASES`."""
    return {"NAME": database, "USER": USER, "PASSWORD": "", "HOST": str(socket_folder(home)), "PORT": str(PORT)}


def url_of(home: Path, *, database: str = DATABASE) -> str:
    """Return the same as an address for `DATABASE_URL`, `psql` or psycopg."""
    return f"postgresql://{USER}@/{database}?host={quote(str(socket_folder(home)), safe='')}&port={PORT}"


def secret_of(home: Path) -> str:
    """Return the key that signs sessions and links, made on first use and readable by its owner only."""
    path = home / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
    # Two processes may start at once: each writes its own file whole, the first link wins, both read the winner's.
    draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
