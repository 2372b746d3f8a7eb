"""`{% load labels %}`: codes of the product in the reader's words."""

from __future__ import annotations

from babel import Locale
from django import template

from acuerdo.console.parts import formats, zones
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.holds import hold_label
from acuerdo.portfolio.enums import Component, EntryKind, PointKind
from acuerdo.portfolio.rules import printed_phone

register = template.Library()
register.filter("channel_label", channel_label)
register.filter("hold_label", hold_label)
register.filter("printed_phone", printed_phone)


@register.filter
def country_name(code: str) -> str:
    """A country by its name; a code nobody knows as it stands."""
    return str(Locale.parse(formats.locale()).territories.get(code, code))


@register.filter
def zone_city(zone: str) -> str:
    """A time zone by the city it is called by."""
    return zones.city_of(zone) if zone else ""


@register.filter
def entry_label(kind: str) -> str:
    return str(dict(EntryKind.choices).get(kind, kind))


@register.filter
def component_label(component: str) -> str:
    return str(dict(Component.choices).get(component, component))


@register.filter
def point_label(kind: str) -> str:
    return str(dict(PointKind.choices).get(kind, kind))
