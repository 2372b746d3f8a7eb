from __future__ import annotations

from django.urls import path

from acuerdo.console.settings import creditors, packs, people

app_name = "settings"

urlpatterns = [
    path("", creditors.index, name="index"),
    path("creditors/new/", creditors.new, name="new_creditor"),
    path("creditors/<int:creditor_id>/", creditors.edit, name="creditor"),
    path("people/", people.index, name="people"),
    path("people/new/", people.invite, name="invite"),
    path("people/<int:user_id>/", people.edit, name="person"),
    path("people/<int:user_id>/link/", people.link, name="link"),
    path("people/<int:user_id>/access/", people.access, name="access"),
    path("packs/", packs.index, name="packs"),
    path("packs/<slug:pack_id>/", packs.detail, name="pack"),
]
