"""What every console page needs besides its own: who, where, and how they like it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from acuerdo.console.access import staff_at
from acuerdo.console.navigation import area_of, links_for
from acuerdo.kernel import clock

THEME_COOKIE = "acuerdo_theme"
THEMES = {"light": "ledger", "dark": "ledger-dark"}


def console(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `staff`, `nav`, `area`, `theme` (empty: as the system), `now` for relative times, …"""
    staff = staff_at(request) if hasattr(request, "user") else None
    match = request.resolver_match
    choice = staff.theme if staff else request.COOKIES.get(THEME_COOKIE, "")
    links = links_for(staff=staff) if staff else []
    return {
        "staff": staff,
        "nav": links,
        "commands": [
            {"label": link.label, "href": link.href, "icon": link.icon, "words": link.words, "hint": f"g {link.go}"}
            for link in links
        ],
        "area": area_of(namespaces=match.namespaces) if match else "",
        "theme": THEMES.get(choice, ""),
        "theme_choice": choice or "system",
        "now": clock.now(),
        "requires_second_factor": settings.ACUERDO_REQUIRE_SECOND_FACTOR,
    }
