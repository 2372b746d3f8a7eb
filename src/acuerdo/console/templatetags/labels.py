"""`{% load labels %}`: codes of the product in the reader's words."""

from __future__ import annotations

from django import template

from acuerdo.console.parts import channels

register = template.Library()
register.filter("channel_label", channels.channel_label)
