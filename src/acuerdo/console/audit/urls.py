from __future__ import annotations

from django.urls import path

from acuerdo.console.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.index, name="index"),
    path("chain/", views.chain, name="chain"),
]
