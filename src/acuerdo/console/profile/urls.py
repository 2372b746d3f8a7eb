from __future__ import annotations

from django.urls import path

from acuerdo.console.profile import views

app_name = "profile"

urlpatterns = [
    path("", views.index, name="index"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
]
