from __future__ import annotations

from django.urls import path

from acuerdo.console.campaigns import views

app_name = "campaigns"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:strategy_id>/", views.detail, name="detail"),
    path("<int:strategy_id>/edit/", views.edit, name="edit"),
    path("<int:strategy_id>/start/", views.start, name="start"),
]
