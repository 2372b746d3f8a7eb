from __future__ import annotations

from django.urls import path

from acuerdo.console.content import building, versions, views

app_name = "content"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:template_id>/", views.detail, name="detail"),
    path("<int:template_id>/publish/", views.publish, name="publish"),
    path("<int:template_id>/archive/", views.archive, name="archive"),
    path("<int:template_id>/compare/", versions.compare, name="compare"),
    path("<int:template_id>/restore/<int:number>/", versions.restore, name="restore"),
    path("<int:template_id>/at/<slug:state>/<slug:language>-<slug:tone>/", versions.at, name="at"),
    path("<int:template_id>/builder/show/", building.show, name="show"),
    path("<int:template_id>/builder/check/", building.check, name="check"),
    path("<int:template_id>/builder/save/", building.save, name="save"),
    path("<int:template_id>/builder/cases/", building.cases, name="cases"),
    path("<int:template_id>/builder/test/", building.test, name="test"),
    path("<int:template_id>/builder/upload/", building.upload, name="upload"),
    path("<int:template_id>/<slug:language>-<slug:tone>/", views.edit, name="edit"),
    path("<int:template_id>/<slug:language>-<slug:tone>/preview/", views.preview, name="preview"),
]
