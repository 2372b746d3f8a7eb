from __future__ import annotations

from django.urls import path

from acuerdo.portal.paying import views

app_name = "paying"

urlpatterns = [
    path("my/pay", views.pay, name="pay"),
    path("my/pay/<uuid:key>", views.outcome, name="outcome"),
]
