"""SMS are counted as networks count them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acuerdo.content.rules.sms import GSM7_BASIC, GSM7_EXTENSION, SmsCost, sms_cost, sms_segments

# Runs of letters, of each sort, so that signs of two units fall on the ends of parts.
_RUNS = st.lists(
    st.builds(
        str.__mul__,
        st.sampled_from(["a", "ñ", " ", "\n", "€", "[", "\f", "á", "`", "\u2028", "😀", "\U0010ffff", "\ud800"])
        | st.characters(),
        st.integers(1, 200),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 0),
        ("a", "GSM-7", 1, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        # 152 + a two-septet sign does not fit in 153: the sign moves to the next part.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("ñ¿¡éàü" * 10, "GSM-7", 60, 1),
        ("á", "UCS-2", 1, 1),
        ("í" * 70, "UCS-2", 70, 1),
        ("í" * 71, "UCS-2", 71, 2),
        ("í" * 134, "UCS-2", 134, 2),
        ("í" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        # 33 pairs fill 66 of 67 units; a pair is not cut.
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 67, "UCS-2", 134, 3),
        ("`", "UCS-2", 1, 1),
        ("^{}[]~|\\", "GSM-7", 16, 1),
    ],
)
def test_sms_cost_counts_units_and_parts(text: str, encoding: str, units: int, segments: int) -> None:
    cost = sms_cost(text)

    assert (cost.encoding, cost.units, cost.segments) == (encoding, units, segments)
    assert sms_segments(text) == segments


def test_sms_cost_names_what_forces_the_dearer_encoding_and_what_is_left() -> None:
    assert sms_cost("día único") == SmsCost("UCS-2", 9, 1, 61, ("í", "ú"))
    assert sms_cost("a" * 161).left_in_segment == 153 - 8


@given(_RUNS)
@example("a" * 152 + "€" + "a" * 151 + "€" + "a" * 153)
@example("á" + "a" * 65 + "😀" * 40)
@example("€" * 153)
def test_sms_cost_is_what_counting_character_by_character_gives(text: str) -> None:
    cost = sms_cost(text)

    assert cost == _counted(text)
    assert sms_segments(text) == cost.segments


def _counted(text: str) -> SmsCost:
    """The plain way: one character after another into parts."""
    outside = tuple(sorted({char for char in text if char not in GSM7_BASIC and char not in GSM7_EXTENSION}))
    if outside:
        widths, single, part = [2 if ord(char) > 0xFFFF else 1 for char in text], 70, 67
    else:
        widths, single, part = [2 if char in GSM7_EXTENSION else 1 for char in text], 160, 153
    units = sum(widths)
    encoding = "UCS-2" if outside else "GSM-7"
    if units <= single:
        return SmsCost(encoding, units, 1 if units else 0, single - units, outside)
    segments, used = 1, 0
    for width in widths:
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return SmsCost(encoding, units, segments, part - used, outside)
