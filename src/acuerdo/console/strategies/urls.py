from __future__ import annotations

from django.urls import path

from acuerdo.console.strategies import canvas_views, editing, endpoints, forecasting, life, testing, views

app_name = "strategies"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("new/canvas/", canvas_views.new_on_canvas, name="new_on_canvas"),
    path("kinds/", endpoints.kinds, name="kinds"),
    path("<int:strategy_id>/", views.detail, name="detail"),
    path("<int:strategy_id>/edit/", views.edit, name="edit"),
    path("<int:strategy_id>/file/", views.file, name="file"),
    # The canvas, and what it shares with the list view.
    path("<int:strategy_id>/canvas/", canvas_views.canvas, name="canvas"),
    path("<int:strategy_id>/canvas/file/", canvas_views.canvas_file, name="canvas_file"),
    path("<int:strategy_id>/canvas/log/", canvas_views.canvas_log, name="canvas_log"),
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
    path("<int:strategy_id>/test/", testing.test, name="test"),
    path("<int:strategy_id>/forecast/", forecasting.forecast, name="forecast"),
    # Its life.
    path("<int:strategy_id>/publish/", life.publish, name="publish"),
    path("<int:strategy_id>/versions/", life.versions, name="versions"),
    path("<int:strategy_id>/versions/compare/", life.compare, name="compare"),
    path("<int:strategy_id>/versions/<int:number>/roll-back/", life.roll_back, name="roll_back"),
    path("<int:strategy_id>/pause/", life.pause, name="pause"),
    path("<int:strategy_id>/resume/", life.resume, name="resume"),
    path("<int:strategy_id>/stop/", life.stop, name="stop"),
    path("<int:strategy_id>/archive/", life.archive, name="archive"),
]
