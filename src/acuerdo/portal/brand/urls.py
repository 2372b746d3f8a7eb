from __future__ import annotations

from django.urls import re_path

from acuerdo.portal.brand import views

app_name = "brand"

urlpatterns = [re_path(r"^brand/(?P<colour>[0-9a-f]{6})\.css$", views.brand_stylesheet, name="stylesheet")]
