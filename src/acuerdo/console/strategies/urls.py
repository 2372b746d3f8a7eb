from __future__ import annotations

from django.urls import path

from acuerdo.console.strategies import views

app_name = "strategies"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:strategy_id>/", views.detail, name="detail"),
    path("<int:strategy_id>/edit/", views.edit, name="edit"),
    path("<int:strategy_id>/file/", views.file, name="file"),
    path("<int:strategy_id>/publish/", views.publish, name="publish"),
    path("<int:strategy_id>/pause/", views.pause, name="pause"),
    path("<int:strategy_id>/resume/", views.resume, name="resume"),
    path("<int:strategy_id>/stop/", views.stop, name="stop"),
]
