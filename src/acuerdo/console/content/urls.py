from __future__ import annotations

from django.urls import path

from acuerdo.console.content import views

app_name = "content"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:template_id>/", views.detail, name="detail"),
    path("<int:template_id>/publish/", views.publish, name="publish"),
    path("<int:template_id>/archive/", views.archive, name="archive"),
    path("<int:template_id>/<slug:language>-<slug:tone>/", views.edit, name="edit"),
    path("<int:template_id>/<slug:language>-<slug:tone>/preview/", views.preview, name="preview"),
]
