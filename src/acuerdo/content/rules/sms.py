"""How many SMS a text costs: GSM-7 or UCS-2, and the parts it is cut into.

3GPP TS 23.038 (alphabet, extension table) and TS 23.040 9.2.3.24.1 (concatenation header of
6 octets: 153 septets or 67 UCS-2 units a part).
"""

from dataclasses import dataclass
from typing import Literal

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
GSM7_BASIC = frozenset(_BASIC)
GSM7_EXTENSION = frozenset(_EXTENSION)

# Septets or 16-bit units in one SMS, and in each part of a longer one.
GSM7_SINGLE, GSM7_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


@dataclass(frozen=True, slots=True)
class SmsCost:
    """What an SMS text takes: `units` are septets (GSM-7) or 16-bit units (UCS-2)."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int
    left_in_segment: int
    outside_gsm7: tuple[str, ...]


def sms_cost(text: str) -> SmsCost:
    """Encoding, length and number of parts of an SMS, as a phone network counts them.

    A character that takes two units is never cut between parts, so a part may hold one unit less.
    """
    outside = tuple(sorted({c for c in text if c not in GSM7_BASIC and c not in GSM7_EXTENSION}))
    if outside:
        widths = [2 if ord(char) > 0xFFFF else 1 for char in text]
        return _cost("UCS-2", widths, UCS2_SINGLE, UCS2_PART, outside)
    widths = [2 if char in GSM7_EXTENSION else 1 for char in text]
    return _cost("GSM-7", widths, GSM7_SINGLE, GSM7_PART, ())


def _cost(
    encoding: Literal["GSM-7", "UCS-2"], widths: list[int], single: int, part: int, outside: tuple[str, ...]
) -> SmsCost:
    units = sum(widths)
    if units <= single:
        return SmsCost(encoding, units, 1 if units else 0, single - units, outside)
    segments, used = 1, 0
    for width in widths:
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return SmsCost(encoding, units, segments, part - used, outside)


def sms_segments(text: str) -> int:
    """The number of SMS a text is sent as; quick for the common short GSM-7 text."""
    if len(text) <= GSM7_SINGLE // 2 and GSM7_BASIC.issuperset(text):
        return 1 if text else 0
    return sms_cost(text).segments
