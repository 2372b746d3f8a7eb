from __future__ import annotations

from django.urls import path

from acuerdo.portal.landing import views

app_name = "landing"

urlpatterns = [path("my/start", views.page, name="page")]
