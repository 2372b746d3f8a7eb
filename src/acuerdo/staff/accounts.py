"""How django-allauth behaves here: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Members are let in by an administrator (`staff.operations.create_member`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
