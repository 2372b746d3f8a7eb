"""`{% load portal_ui %}`: what debtors' pages need beside `ui`."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def brand_stylesheet(colour: str) -> SafeString:
    """`{% brand_stylesheet creditor.brand_colour %}` in the head, after our own styles."""
    address = reverse("portal:brand:stylesheet", args=[colour.removeprefix("#").lower()])
    return format_html('<link rel="stylesheet" href="{}">', address)
