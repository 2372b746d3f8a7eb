"""Somebody signed in, for tests of console screens."""

from __future__ import annotations

from django.test import Client

from acuerdo.staff.models import User


def signed_in(user: User) -> Client:
    """A browser of this member of staff."""
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: object) -> str:
    """The page of an answer."""
    return answer.content.decode()  # type: ignore[attr-defined]  # of Django's test client
