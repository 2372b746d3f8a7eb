"""Roles of staff, how they like their screen, and what the tokens of other systems may do."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Team lead")
    STRATEGIST = "strategist", _("Strategist")
    COMPLIANCE = "compliance", _("Compliance officer")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class Theme(TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class TokenPermission(TextChoices):
    """One thing that a token of another system may do. What it does not name is forbidden."""

    ENTER_STRATEGIES = "enter_strategies", _("Let cases into strategies")


class TokenState(TextChoices):
    ACTIVE = "active", _("In use")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
