from __future__ import annotations

from django.urls import path

from acuerdo.portal.pictures import views

app_name = "pictures"

urlpatterns = [
    path("f/<str:name>", views.asset, name="asset"),
    path("t/q/<str:token>.png", views.qr, name="qr"),
]
