from __future__ import annotations

from django.urls import path

from acuerdo.portal.asking import views

app_name = "asking"

urlpatterns = [
    path("my/promise", views.promise, name="promise"),
    path("my/help", views.hardship, name="hardship"),
    path("my/dispute", views.dispute, name="dispute"),
]
