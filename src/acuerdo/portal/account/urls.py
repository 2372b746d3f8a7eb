from __future__ import annotations

from django.urls import path

from acuerdo.portal.account import views

app_name = "account"

urlpatterns = [
    path("my/", views.home, name="home"),
    path("my/contacts", views.contacts, name="contacts"),
    path("my/preferences", views.preferences, name="preferences"),
]
