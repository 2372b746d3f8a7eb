"""Where each part answers: console at the root, portal, tracking and unsubscribe by link, machines under /api/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("api/", include("acuerdo.api.urls")),
    path("", include("acuerdo.portal.urls")),
    path("", include("acuerdo.console.urls")),
]
