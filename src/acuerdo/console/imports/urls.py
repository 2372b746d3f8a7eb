from __future__ import annotations

from django.urls import path

from acuerdo.console.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.index, name="index"),
]
