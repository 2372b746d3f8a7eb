from __future__ import annotations

from django.urls import path

from acuerdo.console.segments import views

app_name = "segments"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("count/", views.count, name="count"),
    path("<int:segment_id>/", views.detail, name="detail"),
    path("<int:segment_id>/edit/", views.edit, name="edit"),
    path("<int:segment_id>/archive/", views.archive, name="archive"),
]
