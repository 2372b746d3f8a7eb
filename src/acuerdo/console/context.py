"""What every console page needs besides its own: who, where, and how they like it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from acuerdo.console.access import staff_at
from acuerdo.console.navigation import Link, area_of, links_for
from acuerdo.kernel import clock

THEME_COOKIE = "acuerdo_theme"
THEMES = {"light": "ledger", "dark": "ledger-dark"}


# Pages of these say themselves how they were come to.
_OWN_WAY = ("home", "cases")


def console(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `staff`, `nav`, `area`, `above` (the list that a page belongs to), `theme`, …"""
    staff = staff_at(request) if hasattr(request, "user") else None
    match = request.resolver_match
    choice = staff.theme if staff else request.COOKIES.get(THEME_COOKIE, "")
    links = links_for(staff=staff) if staff else []
    area = area_of(namespaces=match.namespaces) if match else ""
    return {
        "staff": staff,
        "nav": links,
        "commands": [
            {"label": link.label, "href": link.href, "icon": link.icon, "words": link.words, "hint": f"g {link.go}"}
            for link in links
        ],
        "area": area,
        "above": next((link for link in links if _leads_up(link, area, request.path)), None),
        "theme": THEMES.get(choice, ""),
        "theme_choice": choice or "system",
        "now": clock.now(),
        "requires_second_factor": settings.ACUERDO_REQUIRE_SECOND_FACTOR,
    }


def _leads_up(link: Link, area: str, path: str) -> bool:
    # Pages about one thing have a number in their address; the parts of an area have tabs.
    return link.key == area and area not in _OWN_WAY and any(sign.isdigit() for sign in path)
