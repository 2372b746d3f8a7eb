"""What a returned mail says: whom it could not reach, for good or for now, and which message it was.

RFC 3464 reports are read here, with their status codes; the many other shapes by flufl.bounce.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message as Mail

from flufl.bounce import all_failures

# It logs every detector it tries.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MESSAGE_ID = re.compile(rb"^Message-I[dD]:\s*<([1-9A-HJ-NP-Za-km-z]{10,24})@[^>\s]+>", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """Addresses that failed for good, those that may work later, and the token of the message, if quoted."""

    permanent: tuple[str, ...]
    temporary: tuple[str, ...]
    token: str
    status: str = ""

    @property
    def is_bounce(self) -> bool:
        return bool(self.permanent or self.temporary)


def read_bounce(mail: Mail, *, raw: bytes) -> Bounce:
    """Read a returned mail; one that is no bounce has no addresses. `raw` is the mail as it came."""
    temporary, permanent = _failures(mail)
    status = next(_statuses(mail), "")
    lasting = set(_addresses(permanent))
    passing = set(_addresses(temporary)) - lasting
    token = _MESSAGE_ID.findall(raw)
    return Bounce(tuple(sorted(lasting)), tuple(sorted(passing)), token[-1].decode() if token else "", status)


def _failures(mail: Mail) -> tuple[set[bytes], set[bytes]]:
    try:
        temporary, permanent = all_failures(mail)
    except Exception:  # its detectors stumble over mails that lack usual headers: no report then
        return set(), set()
    return set(temporary), set(permanent)


def _addresses(found: Iterable[bytes | str]) -> Iterator[str]:
    for one in found:
        address = one.decode("utf-8", "replace") if isinstance(one, bytes) else one
        # Some list systems mask addresses ("david...@…"): such a one is nobody's.
        if ".." not in address and "@" in address:
            yield address


def _statuses(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for block in payload if isinstance(payload, list) else ():
            found = _STATUS.search(str(block["Status"])) if isinstance(block, Mail) else None
            if found:
                yield found.group(0)
