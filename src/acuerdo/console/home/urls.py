from __future__ import annotations

from django.urls import path

from acuerdo.console.home import views

app_name = "home"

urlpatterns = [
    path("", views.index, name="index"),
    path("figures.csv", views.export, name="export"),
    path("uncertain/", views.uncertain, name="uncertain"),
]
