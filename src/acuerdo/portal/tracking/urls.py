from __future__ import annotations

from django.urls import path

from acuerdo.portal.tracking import views

app_name = "tracking"

urlpatterns = [
    path("t/o/<str:token>.gif", views.opened, name="opened"),
    path("t/c/<str:token>/<int:place>", views.clicked, name="clicked"),
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
]
