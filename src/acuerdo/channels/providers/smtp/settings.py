"""The mail server, as the environment names it: `ACUERDO_SMTP_URL`.

`smtp://user:password@mail.example.org:587?tls=starttls&connections=4&timeout=60&ca=/etc/ssl/own.pem`
`tls` is `starttls` (usual), `implicit` (`smtps://`, port 465) or `none` (usual only on this very machine).
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Tls = Literal["starttls", "implicit", "none"]
_TLS: dict[str, Tls] = {"starttls": "starttls", "implicit": "implicit", "none": "none"}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class BadSmtpUrl(ValueError):
    """`ACUERDO_SMTP_URL` is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail goes. `timeout` is seconds without a word from the server; `per_connection` mails, then a new one."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 4
    timeout: float = 60.0
    per_connection: int = 1_000
    ca_file: str = ""

    def tls_context(self) -> ssl.SSLContext:
        """Verifies the server's certificate and name, always."""
        return ssl.create_default_context(cafile=self.ca_file or None)


def settings_of(environment: Mapping[str, str]) -> SmtpSettings:
    """Read `ACUERDO_SMTP_URL`; raises `BadSmtpUrl`."""
    url = environment.get("ACUERDO_SMTP_URL", "")
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSmtpUrl("ACUERDO_SMTP_URL must look like smtp://user:password@mail.example.org:587")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    usual = "implicit" if parts.scheme == "smtps" else "none" if parts.hostname in _LOOPBACK else "starttls"
    tls = _TLS.get(options.get("tls", usual))
    if tls is None:
        raise BadSmtpUrl(f"tls={options['tls']}: use starttls, implicit or none")
    try:
        return SmtpSettings(
            host=parts.hostname,
            port=parts.port or (465 if tls == "implicit" else 587),
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            connections=int(options.get("connections", 4)),
            timeout=float(options.get("timeout", 60)),
            per_connection=int(options.get("per_connection", 1_000)),
            ca_file=options.get("ca", ""),
        )
    except ValueError as error:
        raise BadSmtpUrl(f"ACUERDO_SMTP_URL: {error}") from error
