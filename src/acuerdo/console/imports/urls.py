from __future__ import annotations

from django.urls import path

from acuerdo.console.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.upload, name="upload"),
    path("<int:import_id>/", views.detail, name="detail"),
    path("<int:import_id>/progress/", views.progress, name="progress"),
    path("<int:import_id>/mapping/", views.mapping, name="mapping"),
    path("<int:import_id>/mapping.yaml", views.mapping_file, name="mapping_file"),
    path("<int:import_id>/save-mapping/", views.keep_mapping, name="save_mapping"),
    path("<int:import_id>/start/", views.start, name="start"),
    path("<int:import_id>/rejects/", views.rejects, name="rejects"),
    path("<int:import_id>/undo/", views.undo, name="undo"),
]
