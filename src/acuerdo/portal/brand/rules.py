"""From one brand colour to colours that can be read in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from acuerdo.content.rules.colours import ENOUGH, WHITE, Rgb, contrast, hex_of, mix, rgb_of

INK: Rgb = (14, 17, 24)
# The surfaces of frontend/shared/theme.css that brand-coloured text and buttons stand on.
LIGHT_SURFACE: Rgb = (246, 247, 249)
DARK_SURFACE: Rgb = (30, 34, 41)
FALLBACK = "#3730a3"
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Brand:
    """Colours as #rrggbb: `mark` is the brand's own, `light` and `dark` the readable ones of each theme."""

    mark: str
    on_mark: str
    light: str
    on_light: str
    dark: str
    on_dark: str


def brand_of(colour: str) -> Brand:
    """Derive the colours of a creditor from `#rrggbb`; what is no colour becomes our own."""
    rgb = rgb_of(colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else FALLBACK)
    light = _until_readable(rgb, towards=INK, surface=LIGHT_SURFACE)
    dark = _until_readable(rgb, towards=WHITE, surface=DARK_SURFACE)
    return Brand(
        mark=hex_of(rgb),
        on_mark=hex_of(_ink_on(rgb)),
        light=hex_of(light),
        on_light=hex_of(_ink_on(light)),
        dark=hex_of(dark),
        on_dark=hex_of(_ink_on(dark)),
    )


def stylesheet(brand: Brand) -> str:
    """The rules a page needs; they stand outside all layers, so they win over the theme."""
    light = f"--color-primary:{brand.light};--color-primary-content:{brand.on_light}"
    dark = f"--color-primary:{brand.dark};--color-primary-content:{brand.on_dark}"
    return (
        f":root{{--brand:{brand.mark};--on-brand:{brand.on_mark};{light}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="ledger"]){{{dark}}}}}'
        f':root[data-theme="ledger-dark"]{{{dark}}}'
    )


def _until_readable(rgb: Rgb, *, towards: Rgb, surface: Rgb) -> Rgb:
    # The last step is `towards` itself, which is readable on its surface: one is always found.
    mixes = (mix(rgb, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        mixed for mixed in mixes if contrast(mixed, surface) >= ENOUGH and contrast(mixed, _ink_on(mixed)) >= ENOUGH
    )


def _ink_on(rgb: Rgb) -> Rgb:
    return max((WHITE, INK), key=lambda ink: contrast(rgb, ink))
