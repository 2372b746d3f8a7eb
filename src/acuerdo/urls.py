"""Where each part answers: console at the root, portal, tracking and unsubscribe by link, machines under /api/."""

from __future__ import annotations

from django.urls import include, path

handler400 = "acuerdo.errors.bad_request"
handler403 = "acuerdo.errors.forbidden"
handler404 = "acuerdo.errors.not_found"
handler429 = "acuerdo.errors.too_many"  # allauth's
handler500 = "acuerdo.errors.failed"

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("api/", include("acuerdo.api.urls")),
    path("", include("acuerdo.portal.urls")),
    path("", include("acuerdo.console.urls")),
]
