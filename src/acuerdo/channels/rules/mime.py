"""E-mails as bytes: headers written around bodies that are already quoted-printable.

Ten to twenty times faster than the standard library's generator, which reads its own output again; the tests parse
every kind of result back with the standard library.
"""

import re
from binascii import b2a_base64
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from acuerdo.channels.rules.outgoing import Outgoing

# "=_" can never stand in quoted-printable text, so this never occurs in a body (RFC 2045 6.7).
BOUNDARY = "=_acuerdo"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*\Z")
_WORD_BYTES = 45  # 60 letters of base64; with =?utf-8?B?…?= at most 75 (RFC 2047 2)
_ALTERNATIVE = (
    f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'
    f"--{BOUNDARY}\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
).encode()
_HTML_PART = (
    f"\r\n--{BOUNDARY}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
).encode()
_END = f"\r\n--{BOUNDARY}--\r\n".encode()
_PLAIN_ONLY = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")


class BadAddress(ValueError):
    """An e-mail address that cannot stand in a header or an SMTP command."""


def write_email(message: Outgoing, *, date: str) -> tuple[bytes, ...]:
    """The whole mail in pieces, CRLF throughout, no line beginning with a dot. Raises `BadAddress`."""
    head = (
        f"From: {mailbox(message.sender_name, message.sender_address)}\r\n"
        f"To: {check_address(message.address)}\r\n"
        f"Subject: {unstructured(message.subject)}\r\n"
        f"Date: {date}\r\n"
        f"Message-ID: {message_id_of(message)}\r\n"
        # RFC 8058: one click in the reader's own mail program ends it.
        f"List-Unsubscribe: <{message.unsubscribe_url}>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        # RFC 3834: no vacation notices back to us.
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
    ).encode("ascii")
    if not message.html:
        return head, _PLAIN_ONLY, message.text, b"\r\n"
    return head, _ALTERNATIVE, message.text, _HTML_PART, message.html, _END


def message_id_of(message: Outgoing) -> str:
    """The Message-ID, which carries the link token: a bounce or reply that quotes it leads back to the message."""
    return f"<{message.token}@{message.sender_address.rpartition('@')[2]}>"


def date_header(at: datetime) -> str:
    """An instant as mails write it."""
    return format_datetime(at)


# Asked for the envelope, and at once again for the header.
@lru_cache(maxsize=1024)
def check_address(address: str) -> str:
    """The address with its domain in ASCII; raises `BadAddress` for what SMTP without extensions cannot carry."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise BadAddress("the domain of the address cannot be written in ASCII") from error
    whole = f"{local}@{domain}"
    if not _ADDRESS.match(whole) or ".." in whole or local.startswith(".") or local.endswith("."):
        raise BadAddress("not an e-mail address that can be written to")
    return whole


@lru_cache(maxsize=1024)
def mailbox(name: str, address: str) -> str:
    """`Name <address>` with the name as RFC 5322 and RFC 2047 want it."""
    plain = _CONTROL.sub(" ", name).strip()
    if not plain:
        return check_address(address)
    if _ATOMS.match(plain):
        return f"{plain} <{check_address(address)}>"
    if plain.isascii():
        quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{check_address(address)}>'
    return f"{encoded_words(plain)} <{check_address(address)}>"


@lru_cache(maxsize=4096)
def unstructured(text: str) -> str:
    """A subject: one line, encoded if it is not plain ASCII."""
    plain = _CONTROL.sub(" ", text).strip()
    # A text that looks like an encoded word would be read as one.
    if plain.isascii() and "=?" not in plain and len(plain) < 900:
        return plain
    return encoded_words(plain)


def encoded_words(text: str) -> str:
    """RFC 2047 words of at most 75 letters, none cut inside a character."""
    raw = text.encode("utf-8", "replace")
    words: list[str] = []
    start = 0
    while start < len(raw) or not words:
        end = start + _WORD_BYTES
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # the second byte of a letter, or a later one
            end -= 1
        words.append(f"=?utf-8?B?{b2a_base64(raw[start:end], newline=False).decode('ascii')}?=")
        start = end
    return "\r\n ".join(words)
