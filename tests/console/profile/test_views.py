"""The profile, the switches of language and theme, and who may open what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from acuerdo.kernel.audit import SYSTEM
from acuerdo.staff.enums import Role
from acuerdo.staff.models import User
from acuerdo.staff.operations import create_member

# The switches work before signing in as well, on the sign-in page.
OPEN = {"console:profile:language", "console:profile:theme"}


@pytest.fixture
def ana(db):
    return create_member(
        email="ana@example.com",
        name="Ana López",
        role=Role.AGENT,
        password="correct horse battery",
        language="es",
        sees_all_creditors=True,
        actor=SYSTEM,
        now=datetime(2026, 6, 30, 9, 0, tzinfo=UTC),
    )


def console_views(resolver: URLResolver, names: tuple[str, ...] = ()):
    names = (*names, resolver.namespace) if resolver.namespace else names
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from console_views(entry, names)
        elif isinstance(entry, URLPattern) and names[:1] == ("console",):
            yield ":".join((*names, str(entry.name))), entry.callback


def test_every_view_of_the_console_names_the_permission_it_needs():
    unguarded = {name for name, view in console_views(get_resolver()) if not hasattr(view, "required_permission")}

    assert unguarded == OPEN


def test_strangers_are_sent_to_sign_in_and_fragments_reload_the_page(client, db):
    page = client.get("/profile/")
    fragment = client.get("/profile/", headers={"HX-Request": "true"})

    assert (page.status_code, page["Location"]) == (302, "/account/login/?next=/profile/")
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/")


def test_a_role_without_permission_sees_why(client, ana):
    User.objects.update(role="unknown", language="en")
    client.force_login(ana)

    answer = client.get("/profile/")

    assert answer.status_code == 403
    assert "Your role may not open this page" in answer.content.decode()


def test_saving_the_profile_changes_language_and_theme_from_the_next_page_on(client, ana):
    client.force_login(ana)

    answer = client.post("/profile/", {"language": "en", "theme": "dark"}, follow=True)

    html = answer.content.decode()
    assert '<html lang="en" data-theme="ledger-dark">' in html
    assert 'data-shortcuts="off"' in html
    assert "Saved." in html


def test_a_wrongly_filled_profile_changes_nothing(client, ana):
    client.force_login(ana)

    answer = client.post("/profile/", {"language": "tlh", "theme": "dark"})

    assert answer.status_code == 422
    assert User.objects.get().theme == "system"


def test_switches_work_before_signing_in_by_cookie(client, db):
    client.post("/profile/theme/", {"theme": "dark", "next": "/account/login/"})
    answer = client.post("/profile/language/", {"language": "en", "next": "/account/login/"}, follow=True)

    assert '<html lang="en" data-theme="ledger-dark">' in answer.content.decode()


def test_switches_of_somebody_signed_in_are_kept_with_them(client, ana):
    client.force_login(ana)

    client.post("/profile/theme/", {"theme": "light"})
    client.post("/profile/language/", {"language": "en"})
    client.post("/profile/language/", {"language": "tlh"})

    user = User.objects.get()
    assert (user.theme, user.language) == ("light", "en")


def test_switches_lead_back_to_our_own_pages_only(client, db):
    away = client.post("/profile/theme/", {"theme": "dark", "next": "https://example.org/"})

    assert away["Location"] == "/"


def test_profile_page_in_a_fixed_number_of_queries(client, ana, django_assert_num_queries):
    client.force_login(ana)
    client.get("/profile/")

    with django_assert_num_queries(3):  # session, user, second factor
        client.get("/profile/")


def test_the_clock_of_the_screens_is_chosen_in_the_profile(client, ana):
    client.force_login(ana)

    client.post("/profile/", {"language": "en", "theme": "system", "time_zone": "America/Lima"})
    refused = client.post("/profile/", {"language": "en", "theme": "system", "time_zone": "Mars/Olympus"})

    assert User.objects.get().time_zone == "America/Lima"
    assert refused.status_code == 422
