"""A brand colour, however bright, ends in colours that can be read."""

from __future__ import annotations

import pytest

from acuerdo.content.rules.colours import WHITE, contrast, rgb_of
from acuerdo.portal.brand.rules import DARK_SURFACE, LIGHT_SURFACE, brand_of, stylesheet

COLOURS = ["#3730a3", "#ffff00", "#ff0000", "#00ff00", "#ffffff", "#000000", "#808080", "#f97316", "#0ea5e9", "#7c3aed"]


@pytest.mark.parametrize("colour", COLOURS)
def test_text_and_buttons_reach_the_contrast_of_wcag_in_light_and_dark(colour):
    brand = brand_of(colour)

    assert contrast(rgb_of(brand.light), LIGHT_SURFACE) >= 4.5
    assert contrast(rgb_of(brand.light), rgb_of(brand.on_light)) >= 4.5
    assert contrast(rgb_of(brand.dark), DARK_SURFACE) >= 4.5
    assert contrast(rgb_of(brand.dark), rgb_of(brand.on_dark)) >= 4.5
    assert contrast(rgb_of(brand.mark), rgb_of(brand.on_mark)) >= 4.3
    assert brand.mark == colour


def test_a_readable_colour_is_left_as_it_is():
    assert brand_of("#3730a3").light == "#3730a3"


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345g", "url(x)", "#3730a3;}"])
def test_what_is_no_colour_becomes_our_own_and_cannot_leave_the_stylesheet(colour):
    assert brand_of(colour) == brand_of("#3730a3")


def test_contrast_of_black_and_white_is_21():
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)


def test_the_stylesheet_sets_both_themes():
    sheet = stylesheet(brand_of("#3730a3"))

    assert sheet.startswith(":root{--brand:#3730a3;--on-brand:#ffffff;--color-primary:#3730a3;")
    assert sheet.count("--color-primary:") == 3


def test_the_address_of_the_stylesheet_is_its_colour(client):
    answer = client.get("/brand/3730a3.css")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/brand/3730A3x.css").status_code == 404
