from __future__ import annotations

from django.urls import path

from acuerdo.portal.offers import views

app_name = "offers"

urlpatterns = [
    path("my/offers/<int:offer_id>", views.offer, name="offer"),
    path("my/offers/<int:offer_id>/pay", views.pay, name="pay"),
]
