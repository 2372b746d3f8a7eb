from __future__ import annotations

from django.urls import path

from acuerdo.portal.sandbox_bank import views

app_name = "sandbox_bank"

urlpatterns = [path("sandbox/pay/<uuid:key>", views.checkout, name="checkout")]
