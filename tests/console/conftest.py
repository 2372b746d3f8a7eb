"""People at the screen, signed in without walking through the sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from acuerdo.staff.models import User


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """`client_of(ben)` is a browser with ben's session."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make
