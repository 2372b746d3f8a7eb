"""How django-allauth behaves here: nobody signs up by themselves, and a required second factor stays on."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Members are let in by an administrator (`staff.operations.create_member`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class StaffSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """The code from the phone; where it is required nobody may switch it off."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        is_code = authenticator.type == Authenticator.Type.TOTP
        return not (is_code and settings.ACUERDO_REQUIRE_SECOND_FACTOR)
