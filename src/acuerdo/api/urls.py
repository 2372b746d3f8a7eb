"""Addresses of the api."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from acuerdo.api.application import api
from acuerdo.api.webhooks.payments import payment_webhook

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", api.urls),
    path("webhooks/payments/<str:provider>", payment_webhook, name="payment_webhook"),
]
