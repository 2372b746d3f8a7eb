"""SMS are counted as networks count them."""

import pytest

from acuerdo.content.rules.sms import SmsCost, sms_cost, sms_segments


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
