from __future__ import annotations

from django.urls import path

from acuerdo.console.segments import list_views, views

app_name = "segments"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("facts/", views.facts, name="facts"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/new/", list_views.new_list, name="list_new"),
    path("lists/<int:list_id>/", list_views.list_detail, name="list"),
    path("lists/<int:list_id>/members/", list_views.list_members, name="list_members"),
    path("lists/<int:list_id>/unmatched.csv", list_views.list_unmatched, name="list_unmatched"),
    path("lists/<int:list_id>/archive/", list_views.archive, name="list_archive"),
    path("overlap/", list_views.compare, name="overlap"),
    path("count/", views.count, name="count"),
    path("<int:segment_id>/", views.detail, name="detail"),
    path("<int:segment_id>/edit/", views.edit, name="edit"),
    path("<int:segment_id>/archive/", views.archive, name="archive"),
]
