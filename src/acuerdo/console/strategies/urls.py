from __future__ import annotations

from django.urls import path

from acuerdo.console.strategies import editing, endpoints, views

app_name = "strategies"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("kinds/", endpoints.kinds, name="kinds"),
    path("<int:strategy_id>/", views.detail, name="detail"),
    path("<int:strategy_id>/edit/", views.edit, name="edit"),
    path("<int:strategy_id>/file/", views.file, name="file"),
    # The canvas, and what it shares with the list view.
    path("<int:strategy_id>/step-form/", endpoints.step_form, name="step_form"),
    path("<int:strategy_id>/check/", endpoints.check, name="check"),
    path("<int:strategy_id>/draft/", endpoints.save, name="save_draft"),
    # The list view as an editor.
    path("<int:strategy_id>/add/", editing.add, name="add"),
    path("<int:strategy_id>/settings/", editing.settings, name="settings"),
    path("<int:strategy_id>/undo/", editing.undo, name="undo"),
    path("<int:strategy_id>/steps/<slug:step>/", editing.step, name="step"),
    path("<int:strategy_id>/steps/<slug:step>/place/", editing.place, name="place"),
    path("<int:strategy_id>/steps/<slug:step>/connections/", editing.connect, name="connect"),
    path("<int:strategy_id>/steps/<slug:step>/delete/", editing.delete, name="delete"),
    # Its life.
    path("<int:strategy_id>/publish/", views.publish, name="publish"),
    path("<int:strategy_id>/pause/", views.pause, name="pause"),
    path("<int:strategy_id>/resume/", views.resume, name="resume"),
    path("<int:strategy_id>/stop/", views.stop, name="stop"),
]
