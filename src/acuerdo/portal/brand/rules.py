"""From one brand colour to colours that can be read in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

Rgb = tuple[int, int, int]

WHITE: Rgb = (255, 255, 255)
INK: Rgb = (14, 17, 24)
# The surfaces of frontend/shared/theme.css that brand-coloured text and buttons stand on.
LIGHT_SURFACE: Rgb = (246, 247, 249)
DARK_SURFACE: Rgb = (30, 34, 41)
# 4.5 is the law for text; a little more leaves room for tinted surfaces.
ENOUGH = 4.8
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
    rgb = _parse(colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else FALLBACK)
    light = _until_readable(rgb, towards=INK, surface=LIGHT_SURFACE)
    dark = _until_readable(rgb, towards=WHITE, surface=DARK_SURFACE)
    return Brand(
        mark=_hex(rgb),
        on_mark=_hex(_ink_on(rgb)),
        light=_hex(light),
        on_light=_hex(_ink_on(light)),
        dark=_hex(dark),
        on_dark=_hex(_ink_on(dark)),
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


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _until_readable(rgb: Rgb, *, towards: Rgb, surface: Rgb) -> Rgb:
    # The last step is `towards` itself, which is readable on its surface: one is always found.
    mixes = (_mix(rgb, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        mixed for mixed in mixes if contrast(mixed, surface) >= ENOUGH and contrast(mixed, _ink_on(mixed)) >= ENOUGH
    )


def _ink_on(rgb: Rgb) -> Rgb:
    return max((WHITE, INK), key=lambda ink: contrast(rgb, ink))


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parse(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)
