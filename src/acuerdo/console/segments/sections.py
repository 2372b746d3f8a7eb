"""The parts of the segments area, for its tabs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext


def tabs() -> list[tuple[str, str]]:
    """Addresses and labels, in order."""
    return [
        (reverse("console:segments:index"), gettext("Segments")),
        (reverse("console:segments:lists"), gettext("Lists")),
        (reverse("console:segments:overlap"), gettext("Overlap")),
        (reverse("console:segments:facts"), gettext("What is known")),
    ]
