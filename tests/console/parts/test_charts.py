from __future__ import annotations

from acuerdo.console.parts.charts import bars, columns, sparkline


def test_sparkline_runs_from_low_left_to_high_right():
    line = sparkline([0, 5, 10], width=104, height=24)

    assert line.path == "M2 22L52 12L102 2"
    assert line.area == "M2 22L52 12L102 2L102 24L2 24Z"
    assert line.end == (102, 2)


def test_sparkline_of_equal_values_lies_in_the_middle_and_of_none_is_empty():
    assert sparkline([3, 3], width=104, height=24).path == "M2 12L102 12"
    assert sparkline([7], width=104, height=24).path == "M102 12"
    assert sparkline([]).path == ""


def test_bars_are_shares_of_the_widest():
    found = bars([("SMS", 50, "50"), ("E-mail", 200, "200"), ("Letter", 0, "0")], tones=["info"])

    assert [(bar.label, bar.share, bar.tone) for bar in found] == [
        ("SMS", 25, "info"),
        ("E-mail", 100, ""),
        ("Letter", 0, ""),
    ]
    assert bars([]) == []


def test_columns_stand_on_the_ground():
    found = columns([("1 Jun", 10, "10"), ("2 Jun", 5, "5")], width=100, height=40)

    assert [(column.x, column.y, column.width, column.height) for column in found] == [(3, 0, 44, 40), (53, 20, 44, 20)]


def test_a_single_column_is_no_wall_and_stands_in_the_middle():
    (column,) = columns([("1 Jun", 3, "3")], width=640, height=160)

    assert (column.x, column.width, column.height) == (296, 48, 160)
