from __future__ import annotations

from django.urls import path

from acuerdo.portal.entry import views

app_name = "entry"

urlpatterns = [path("p/<str:token>", views.enter, name="enter"), path("my/leave", views.leave, name="leave")]
